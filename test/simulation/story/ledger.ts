import type { SlackUserId } from '../../../src/ids.ts';
import type { Wish } from './wish.ts';

export type Deed = 'submit' | 'approve' | 'reject' | 'withdraw' | 'stop' | 'resume';

export interface Done {
  readonly request: string;
  readonly deed: Deed;
  readonly who: SlackUserId;
  /** When they clicked. What it led to may be later, or nothing. */
  readonly at: number;
}

/** A request that was approved and has ended. */
export interface Ended {
  readonly request: string;
  /** Since faults had ended and it was approved. Negative: it ended before. */
  readonly calmForMs: number;
}

export interface Asked {
  readonly request: string;
  readonly wish: Wish;
  readonly retryOf: string | null;
}

/** What people did, as they would remember it: Muster has no part in writing it down. */
export class Ledger {
  readonly asked: Asked[] = [];
  readonly done: Done[] = [];
  readonly ended: Ended[] = [];

  doneTo(request: string, deed: Deed): readonly Done[] {
    return this.done.filter((one) => one.request === request && one.deed === deed);
  }
}
