import type { SlackUserId } from '../ids.ts';
import type { Pen } from '../report/pen.ts';
import { asSentence } from '../report/wording.ts';

/** Where a freeze came from: a command in Slack, or a file or variable where Muster runs, which need no Slack. */
export const FREEZE_SOURCES = ['slack', 'file', 'variable'] as const;
export type FreezeSource = (typeof FREEZE_SOURCES)[number];

/** No new call leaves while one of these is there. */
export interface Freeze {
  readonly id: string;
  readonly source: FreezeSource;
  readonly at: number;
  /** Null for a freeze from outside of Slack. */
  readonly by: SlackUserId | null;
  readonly reason: string | null;
}

/** One that may be over. */
export interface PastFreeze extends Freeze {
  /** Null while it holds, and for what no person lifted. */
  readonly liftedBy: SlackUserId | null;
}

/**
 * Why this person may not lift a freeze, or null. Freezing is easy on purpose and takes one person; going on takes another
 * one, who has looked as well.
 */
export function liftProblem({ source, by }: Freeze, person: SlackUserId): string | null {
  switch (source) {
    case 'file':
      return 'Muster is frozen by a file where it runs. Whoever runs Muster can remove it.';
    case 'variable':
      return 'Muster is frozen by the variable MUSTER_FREEZE. Whoever runs Muster can start it without.';
    case 'slack':
      return by === person
        ? 'You froze Muster, so somebody else who may decide on requests has to let it go on: a second pair of eyes should see that all is well.'
        : null;
  }
}

/** "Frozen by @bob, 3 March at 10:12: wrong list. No call is made until somebody else lifts it." */
export function freezeSentence({ source, by, at, reason }: Freeze, pen: Pen): string {
  const who = by === null ? `from outside of Slack (${source})` : `by ${pen.person(by)}`;
  const why = reason === null ? '.' : `: ${asSentence(pen.text(reason))}`;
  return `Frozen ${who}, ${pen.moment(at)}${why} No new call is made until that is lifted.`;
}
