/** Lenient reading of Block Kit, which is only shown here; the stand-in has judged it before. */

export type Json = Readonly<Record<string, unknown>>;

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function object(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : undefined;
}

export function objects(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(object).filter((item) => item !== undefined) : [];
}

export function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
