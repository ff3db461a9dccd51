import type { CallResult, ItemAnswer } from '../directories/operation.ts';
import { scrubSecrets } from '../telemetry/scrub-text.ts';

/**
 * A directory's own words, without what looks like a secret: they are stored, told in the thread and in the audit trail, and
 * an error may quote the request it is about.
 */
export function cleanResult(result: CallResult): CallResult {
  if (result.kind === 'answered') {
    return { ...result, items: new Map([...result.items].map(([id, item]) => [id, cleanItem(item)])) };
  }
  return 'reason' in result ? { ...result, reason: scrubSecrets(result.reason) } : result;
}

function cleanItem(item: ItemAnswer): ItemAnswer {
  return 'reason' in item ? { ...item, reason: scrubSecrets(item.reason) } : item;
}
