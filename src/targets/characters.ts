/** What pasted text holds besides the characters one sees. Every function here takes time linear in the text. */

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** Undoes Slack's escaping, once: https://docs.slack.dev/messaging/formatting-message-text#escaping */
export function decodeEntities(text: string): string {
  return text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);
}

/**
 * Removes what is drawn as nothing (zero-width spaces and joiners, marks of writing direction, control characters other
 * than line breaks and tabs) and narrows the full-width forms of ASCII that East Asian keyboards produce, such as ＠.
 * https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point
 */
export function plainCharacters(text: string): string {
  return text
    .toWellFormed()
    .replace(/\p{Default_Ignorable_Code_Point}|(?![\t-\r\u0085])\p{Cc}/gu, '')
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
}

const OPENING = new Set('"\'`([{<“”„‟‘’‚‛«»‹›「『《〈【¿¡');
const CLOSING = new Set('"\'`)]}>“”„‟‘’‚‛«»‹›」』》〉】.,:;!?…。｡');
/** Slack's marks for bold, italic, struck and code; only as a pair, for an address may begin with one. */
const PAIRED = new Set('*_~');

/** Without the quotes, brackets and sentence marks around it. */
export function strip(text: string): string {
  const characters = [...text];
  let start = 0;
  let end = characters.length;
  for (let before = -1; before !== end - start; ) {
    before = end - start;
    while (end > start && CLOSING.has(characters[end - 1] ?? '')) end -= 1;
    while (start < end && OPENING.has(characters[start] ?? '')) start += 1;
    const first = characters[start] ?? '';
    if (end - start > 2 && PAIRED.has(first) && characters[end - 1] === first) {
      start += 1;
      end -= 1;
    }
  }
  return characters.slice(start, end).join('');
}

/** A bullet, a dash, an arrow: marks alone, which name nobody and mean nothing. */
export function isDecoration(text: string): boolean {
  return !text.includes('@') && /^[\p{P}\p{S}]*$/u.test(text);
}
