import type { RequestId, SlackUserId } from '../ids.ts';
import type { ToldFacts } from './kinds/kinds.ts';

/** Who brought something about: a person in Slack, Muster itself, or whoever typed a command where Muster runs. */
export type EventActor = SlackUserId | 'muster' | 'operator';

/** One fact of the story. Names, e-mails and free words in `data` are `Personal`; the rest is ids, counts and states. */
export type AuditEvent = ToldFacts & {
  readonly at: number;
  readonly requestId: RequestId | null;
  readonly actor: EventActor;
};
