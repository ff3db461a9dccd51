import type { Store } from '../../../src/store/store.ts';
import type { FarEnd } from '../far-end.ts';
import type { SlackMessage } from '../slack/simulated-slack.ts';
import type { HouseRules } from '../story/rules.ts';
import type { Verdicts } from './verdicts.ts';

export interface LimitParts {
  readonly verdicts: Verdicts;
  readonly store: Store;
  readonly farEnd: FarEnd;
  readonly rules: HouseRules;
  readonly clocksJumped: boolean;
  readonly messages: readonly SlackMessage[];
}

const DAY_MS = 24 * 3_600_000;

/** What holds over a whole run: nobody over a cap within a day, and nobody reminded more often than was meant. */
export async function limitsAreKept(parts: LimitParts): Promise<void> {
  capsAreKept(parts);
  await remindersAreFew(parts);
}

function capsAreKept({ verdicts, farEnd, rules, clocksJumped }: LimitParts): void {
  if (clocksJumped) return;
  for (const capClass of ['suspend', 'irreversible'] as const) {
    const { people } = rules.safeguards.caps[capClass];
    const verbs = new Set(farEnd.operations.filter(({ cap }) => cap === capClass).map(({ verb }) => verb));
    const times = farEnd
      .effects()
      .filter(({ verb, changed }) => changed && verbs.has(verb))
      .map(({ at }) => at)
      .sort((one, other) => one - other);
    const over = times.findIndex((at, index) => at - (times[index - people] ?? Number.NEGATIVE_INFINITY) < DAY_MS);
    if (over >= 0) {
      verdicts.against(
        'nobody over a cap is changed within 24 hours',
        `${over + 1} of at most ${people} (${capClass})`,
      );
    }
  }
}

async function remindersAreFew({ verdicts, store, rules, messages, clocksJumped }: LimitParts): Promise<void> {
  const events = await store.db
    .selectFrom('audit_events')
    .select(['request_id', 'kind', 'data_json'])
    .where('kind', 'in', ['request.due', 'cool-down.reminded'])
    .execute();
  const times = new Map<string, number>();
  const count = (key: string) => times.set(key, (times.get(key) ?? 0) + 1);
  for (const { request_id, kind, data_json } of events) {
    const { to, hoursBefore } = JSON.parse(data_json);
    if (kind === 'request.due' && to === 'pending') count(`${request_id} to decide`);
    if (kind === 'cool-down.reminded' && !clocksJumped) count(`${request_id} ${hoursBefore} h before`);
  }
  for (const [what, often] of times) {
    const most = what.endsWith('to decide') ? rules.remindAfterMs.length : 1;
    if (often > most) verdicts.against('nobody is reminded twice of the same', `${what}: ${often} times`);
  }
  if (clocksJumped) return;
  const posted = new Set<string>();
  for (const { mark, channel, stale } of messages) {
    if (!mark || stale || !/^(reminder|cool-down):/.test(mark.key)) continue;
    const which = `${mark.request} ${mark.key} in ${channel}`;
    if (posted.has(which)) verdicts.against('nobody is reminded twice of the same', which);
    posted.add(which);
  }
}
