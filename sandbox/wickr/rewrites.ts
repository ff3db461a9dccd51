import { z } from 'zod';
import type { Answer } from './answer.ts';

type Json = Readonly<Record<string, unknown>>;
type Rewrite = (answer: Answer) => Answer | null;

/** Alters the JSON object of an answer; null leaves the answer alone. */
export function rewriteJson(change: (body: Json) => Json | null): Rewrite {
  return (answer) => {
    const original = readObject(answer.body);
    const changed = original && change(original);
    return changed && { ...answer, body: JSON.stringify(changed) };
  };
}

/** Alters the successful entries of a batch answer that has some. */
export function rewriteBatch(change: (entries: readonly unknown[]) => readonly unknown[]): Rewrite {
  return rewriteJson((body) => {
    const entries = body['successful'];
    return Array.isArray(entries) && entries.length > 0 ? { ...body, successful: change(entries) } : null;
  });
}

/** Alters the name that an error travels under. */
export function rewriteName(change: (name: string) => string): Rewrite {
  return (answer) => {
    const name = answer.headers['x-amzn-errortype'];
    if (name === undefined) return null;
    return { ...answer, headers: { ...answer.headers, 'x-amzn-errortype': change(name) } };
  };
}

/** Null for HTML, and for JSON that another fault has cut. */
function readObject(body: string): Json | null {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(body));
  } catch {
    return null;
  }
}
