import type { FaultBehaviour } from '../../../../sandbox/far-end/fault.ts';

/** What happens to one exchange on the wire and at the far side. */
export interface Turn {
  readonly onTheWay: 'arrives' | 'refused' | 'lost';
  readonly behaviours: readonly FaultBehaviour[];
  /** After a good answer was sent. */
  readonly answerLost: boolean;
}

export const ARRIVES: Turn = { onTheWay: 'arrives', behaviours: [], answerLost: false };
