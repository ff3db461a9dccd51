/**
 * Is there anything in a body that Bolt could hand on? It reads a form or JSON, and dies of JSON that is no object: its promise
 * is rejected where nobody waits for it. `contentType` as it stands in the header.
 */
export function isReadableBody(body: Buffer, contentType: string | undefined): boolean {
  const text = body.toString('utf8');
  // Exactly this, as Bolt compares it; anything else it takes for JSON.
  if (contentType !== 'application/x-www-form-urlencoded') return isJsonObject(text);
  const payloads = new URLSearchParams(text).getAll('payload');
  return payloads.length < 2 && payloads.every(isJsonObject);
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
