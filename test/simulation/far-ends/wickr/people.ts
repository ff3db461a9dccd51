import type { NamedUser } from '../../../../sandbox/wickr/seed.ts';
import type { SimulatedOperation, SimulatedPerson } from '../../far-end.ts';

/** The group people are moved to. */
const MOVE_TO = 'Incident Response';

const operation = (verb: string, done: string, more: Partial<SimulatedOperation> = {}): SimulatedOperation => ({
  verb,
  done,
  options: {},
  reversible: true,
  mustNotRepeat: false,
  cap: null,
  perCall: 50,
  lingers: false,
  mostPeople: 5_000,
  ...more,
});

/** Each call of these is about one person: so many people are work enough. */
const ONE_BY_ONE = { mostPeople: 30, perCall: 1 };

export const SUSPEND = operation('suspend', 'suspended', { cap: 'suspend' });
export const UNSUSPEND = operation('unsuspend', 'unsuspended');
export const DELETE = operation('delete', 'deleted', { reversible: false, cap: 'irreversible' });
export const INVITE = operation('invite', 'invited', { mostPeople: 500 });
export const REINVITE = operation('reinvite', 'reinvited', { mustNotRepeat: true });
export const MOVE = operation('move', 'moved', { options: { group: MOVE_TO }, ...ONE_BY_ONE });
export const RESET_DEVICES = operation('reset-devices', 'signed out of their devices', ONE_BY_ONE);

export interface Enrolled {
  readonly person: SimulatedPerson;
  /** Null for a newcomer. */
  readonly account: NamedUser | null;
}

/** The `nth` person of a network, fit for an operation. */
export function enrolled({ verb }: SimulatedOperation, nth: number, refused: boolean): Enrolled {
  const number = String(nth).padStart(5, '0');
  const email = `p${number}@acme.example`;
  const names = { firstName: 'Pat', lastName: `No${number}` };
  const userId = String(40_000_000 + nth);
  const byEmail = { kind: 'email', email, typed: email, ...names } as const;
  if (verb === 'invite') {
    return { person: { key: email, email, byId: byEmail, byEmail, refused }, account: null };
  }
  const suspended = verb === 'unsuspend' || verb === 'delete';
  return {
    person: { key: userId, email, byId: { kind: 'account-id', id: userId, typed: userId }, byEmail, refused },
    account: { username: email, ...names, userId, suspended, pending: verb === 'reinvite' },
  };
}

/** By verb: what the group of a move is called by its id. */
export const MOVE_TO_ID = 'Rt5Lq9Xa';
