import type { Exchange } from '../../../../src/directories/http/transport.ts';
import type { Dialect, Learnt } from '../wire/dialect.ts';
import type { Turn } from '../wire/turn.ts';
import { readCall } from './call-read.ts';
import { poisoned } from './weather.ts';

export const wickrDialect: Dialect = {
  read: readCall,
  refusal: poisoned,
  learnt: (verb, exchange, turn) => ({
    answered: exchange.kind === 'answer' && exchange.status === 200 && exchange.body.kind === 'whole',
    refused: exchange.kind === 'answer' && (exchange.status === 400 || exchange.status === 422),
    knowledge: knowledgeOf(verb, exchange, turn),
  }),
  putsOff: (exchange) => {
    if (exchange.kind !== 'answer' || exchange.status === 200) return 'nobody';
    return exchange.status === 429 || exchange.status >= 500 ? 'everybody' : 'caller';
  },
};

function knowledgeOf(verb: string, exchange: Exchange, turn: Turn): Learnt['knowledge'] {
  if (exchange.kind !== 'answer') return 'doubt';
  if (exchange.status === 401) return 'turned-away';
  if (exchange.status !== 200) return exchange.status < 500 ? 'no-effect' : 'doubt';
  // An answer that was tampered with, or that names nobody it refuses, tells less than it seems to.
  // Muster does not rest on the answer to a move and looks for itself.
  const whole =
    verb !== 'move' && turn.behaviours.every(({ kind }) => kind === 'lag') && exchange.body.kind === 'whole';
  return whole && !saysInviteFailed(verb, exchange) ? 'clear' : 'doubt';
}

function saysInviteFailed(verb: string, exchange: Extract<Exchange, { kind: 'answer' }>): boolean {
  return verb === 'invite' && exchange.body.kind === 'whole' && !exchange.body.text.includes('"failed":[]');
}
