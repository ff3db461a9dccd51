import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';
import type { FaultPlan } from './faults.ts';

/** What the client gets to see. */
export type Delivery =
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** Part of the answer, then the end of the connection. */
  | { readonly kind: 'break-off'; readonly answer: Answer }
  | { readonly kind: 'reset' }
  | { readonly kind: 'silence' };

/** How one call was carried out. */
export interface Execution {
  readonly delivery: Delivery;
  /** For the call log. */
  readonly notes: readonly string[];
  readonly slowMs: number;
}

interface Doing {
  /** Has the effect and says what a healthy service would answer. */
  perform(): Answer;
  /** What the faults make of an answer. */
  rewritten(answer: Answer): Answer;
  later(delayMs: number, act: () => void): void;
}

/** Carries out one call as its faults have it: the effect before, after or without the loss of the answer. */
export function bringAbout({ ending }: FaultPlan, { perform, rewritten, later }: Doing): Delivery {
  switch (ending?.kind) {
    case undefined:
      return { kind: 'answer', answer: rewritten(perform()) };
    case 'break-off':
      return { kind: 'break-off', answer: rewritten(perform()) };
    case 'late-effect':
      later(ending.delayMs, perform);
      return { kind: 'reset' };
    case 'answer':
      if (ending.when === 'after-effect') perform();
      return { kind: 'answer', answer: rewritten(ending.answer) };
    case 'reset':
    case 'silence':
      if (ending.when === 'after-effect') perform();
      return { kind: ending.kind };
  }
}

export function deliver(delivery: Delivery, response: ServerResponse): void {
  const { socket } = response;
  switch (delivery.kind) {
    case 'silence':
      return;
    case 'reset':
      socket?.resetAndDestroy();
      return;
    case 'answer':
    case 'break-off': {
      const { status, headers, body } = delivery.answer;
      response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
      if (delivery.kind === 'answer') response.end(body);
      else response.write(body.slice(0, Math.floor(body.length / 2)), () => socket?.destroy());
    }
  }
}
