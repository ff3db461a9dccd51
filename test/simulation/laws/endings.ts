import type { FarEnd } from '../far-end.ts';
import type { Ledger } from '../story/ledger.ts';
import type { Crowd } from '../world/crowd.ts';
import type { StoredRequest } from './stored.ts';
import type { Verdicts } from './verdicts.ts';

export interface EndingParts {
  readonly verdicts: Verdicts;
  readonly ledger: Ledger;
  readonly crowd: Crowd;
  readonly farEnd: FarEnd;
  readonly stored: readonly StoredRequest[];
  /** Nothing went wrong in this run. */
  readonly fair: boolean;
  readonly clocksJumped: boolean;
  /** People of a wish who had it already before anything began. */
  readonly alreadySo: ReadonlySet<string>;
  /** Somebody changed accounts past Muster. */
  readonly changedByHand: boolean;
  /** Whom some process had to leave alone by its configuration, as the wishes name them. */
  readonly protectedOnce: ReadonlySet<string>;
}

/** How each request ended, against what people did to it; and that it was about those who were named. */
export function endingsAreEarned({
  verdicts,
  ledger,
  crowd,
  farEnd,
  stored,
  fair,
  clocksJumped,
  alreadySo,
  changedByHand,
  protectedOnce,
}: EndingParts): void {
  for (const { id, state, operation, targets, batches } of stored) {
    const asked = ledger.asked.find(({ request }) => request === id);
    // What another request does to the same people may be seen at any moment.
    const meddled = changedByHand || ledger.asked.some(({ wish }) => wish.shared);
    const about = `${id} ${operation} is ${state}`;
    const others = (deed: 'approve' | 'reject' | 'stop') =>
      crowd.approvers.filter((one) => ledger.doneTo(id, deed).some(({ who }) => who === one));
    const reversible = farEnd.operations.find(({ verb }) => verb === operation)?.reversible ?? false;
    const open = batches.filter((batch) => ['ready', 'calling', 'settling', 'reading'].includes(batch.state));
    if (open.length > 0)
      verdicts.against('an ended request has no open work', `${about}: a batch is ${open[0]?.state}`);
    switch (state) {
      case 'lapsed':
        break;
      case 'expired':
        if (fair && asked?.wish.plot.decision === 'approve') verdicts.against('who approves in time is heard', about);
        break;
      case 'rejected':
        if (others('reject').length === 0) verdicts.against('nothing ends by itself', about);
        break;
      case 'withdrawn':
        if (ledger.doneTo(id, 'withdraw').length === 0) verdicts.against('nothing ends by itself', about);
        break;
      case 'stopped':
        if (ledger.doneTo(id, 'stop').length === 0) verdicts.against('nothing ends by itself', about);
        break;
      case 'finished':
        if (!crowd.areEnough(others('approve'), reversible))
          verdicts.against('others approve before anything is done', about);
        if (asked?.wish.plot.decision === 'reject' || asked?.wish.plot.decision === 'withdraw') {
          verdicts.against('an end is an end', `${about}, and nobody approved it before`);
        }
        if (asked?.wish.plot.decision === 'too-late' && !clocksJumped) {
          verdicts.against('what came too late does not count', about);
        }
        break;
      default:
        verdicts.against('every request ends', about);
    }
    if (asked && asked.retryOf === null) {
      const named = new Map(asked.wish.people.map(({ key }) => [key, 0]));
      const byEmail = new Map(asked.wish.people.map((who) => [who.email, who.key]));
      for (const { key, kind, email } of targets) {
        // Whoever is gone by then has no account in it.
        if (meddled && key === null) continue;
        // Whom another request has invited has an account by then, and nothing more is done to it.
        const invited = meddled && kind !== 'will-change' && email !== null ? byEmail.get(email) : undefined;
        const who = key !== null && named.has(key) ? key : invited;
        if (who === undefined) {
          verdicts.against('a preview is about those who were named', `${about}: ${key} (${kind})`);
          continue;
        }
        named.set(who, 1);
        if (kind === 'protected' && !protectedOnce.has(who))
          verdicts.against('a preview is true', `${about}: ${key} is protected by nobody`);
        const expected = alreadySo.has(`${operation} ${key}`) ? 'already-so' : 'will-change';
        if (fair && !meddled && kind !== expected) verdicts.against('a preview is true', `${about}: ${key} is ${kind}`);
      }
      const forgotten = [...named].filter(([, times]) => times === 0);
      const gone = meddled ? targets.filter(({ key }) => key === null).length : 0;
      if (forgotten.length > gone)
        verdicts.against('a preview is about those who were named', `${about}: ${forgotten.length} forgotten`);
    }
  }
}
