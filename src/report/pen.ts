import type { SlackUserGroupId, SlackUserId } from '../ids.ts';

/**
 * How the place where a report is read writes what needs care there. The sentences are ours; what goes into them from
 * outside passes through one of these.
 */
export interface Pen {
  /** Text somebody else wrote, made harmless and put on one line. */
  text(foreign: string): string;
  /** The same for what is short by nature. */
  name(foreign: string): string;
  person(id: SlackUserId): string;
  group(id: SlackUserGroupId): string;
  /** `at`: milliseconds since 1970 UTC. */
  moment(at: number): string;
}
