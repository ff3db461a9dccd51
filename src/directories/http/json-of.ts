import { parseJson } from '../../runtime/parse-json.ts';
import type { AnswerBody } from './transport.ts';

/** The body as JSON; null when it is none, or was cut short. */
export function jsonOf(body: AnswerBody): unknown {
  if (body.kind === 'cut') return null;
  try {
    return parseJson(body.text);
  } catch {
    return null;
  }
}
