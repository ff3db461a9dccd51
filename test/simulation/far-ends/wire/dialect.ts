import type { Answer } from '../../../../sandbox/far-end/answer.ts';
import type { Exchange, WireRequest } from '../../../../src/directories/http/transport.ts';
import type { Arrival } from '../../far-end.ts';
import type { Turn } from './turn.ts';

/** A call as it goes over the wire, read without the client's own words. */
export interface ReadCall {
  /** Muster's verb for what it changes, or null for a call that only reads. */
  readonly verb: string | null;
  /** For the trace. */
  readonly name: string;
  /** Account ids, or e-mails where accounts are made. */
  readonly people: readonly string[];
  readonly token: string | null;
}

/** What an exchange taught whoever made the call. */
export type Learnt = Pick<Arrival, 'knowledge' | 'answered' | 'refused'>;

/** How one kind of directory speaks. */
export interface Dialect {
  read(request: WireRequest): ReadCall;
  /** Of a batch that is refused as a whole because of somebody in it. */
  readonly refusal: Answer;
  learnt(verb: string, exchange: Exchange, turn: Turn): Learnt;
  /** Whose affair it is when this answer asks for a wait: of nobody, of the process that made the call, or of all of them. */
  putsOff(exchange: Exchange): 'nobody' | 'caller' | 'everybody';
}
