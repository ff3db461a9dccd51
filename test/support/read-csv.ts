/** A second opinion on RFC 4180: reads quoted cells by hand. The header is the first row. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^,\r\n"]*))(,|\r\n|$)/gy;
  const body = text.replace(/^\ufeff/, '').replace(/\r\n$/, '');
  for (let match = cell.exec(body); match; match = cell.exec(body)) {
    rows.at(-1)?.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '\r\n') rows.push([]);
    if (match[3] === '') break;
  }
  return rows;
}
