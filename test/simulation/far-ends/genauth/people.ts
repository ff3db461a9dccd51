import type { NamedUser } from '../../../../sandbox/genauth/named-user.ts';
import type { SimulatedOperation, SimulatedPerson } from '../../far-end.ts';

const operation = (verb: string, done: string, more: Partial<SimulatedOperation> = {}): SimulatedOperation => ({
  verb,
  done,
  options: {},
  reversible: true,
  mustNotRepeat: false,
  cap: null,
  perCall: 50,
  lingers: true,
  mostPeople: 2_000,
  ...more,
});

export const SUSPEND = operation('suspend', 'suspended', { cap: 'suspend' });
export const ACTIVATE = operation('activate', 'activated');
export const DELETE = operation('delete', 'deleted', { reversible: false, cap: 'irreversible' });
export const RESIGN = operation('resign', 'resigned', { reversible: false, cap: 'irreversible' });
/** One person a call. */
export const KICK = operation('kick', 'logged out', { mostPeople: 30, perCall: 1 });
export const INVITE = operation('invite', 'invited', { mostPeople: 500 });

export interface Enrolled {
  readonly person: SimulatedPerson;
  /** Null for a newcomer. */
  readonly user: NamedUser | null;
}

/** The `nth` person of a pool, fit for an operation. */
export function enrolled({ verb }: SimulatedOperation, nth: number, refused: boolean): Enrolled {
  const number = String(nth).padStart(5, '0');
  const email = `g${number}@acme.example`;
  const names = { firstName: 'Pat', lastName: `No${number}` };
  const byEmail = { kind: 'email', email, typed: email, ...names } as const;
  if (verb === 'invite') return { person: { key: email, email, byId: byEmail, byEmail, refused }, user: null };
  const userId = `c0ffee${number.padStart(18, '0')}`;
  const status = verb === 'activate' || verb === 'delete' ? 'Suspended' : 'Activated';
  return {
    person: { key: userId, email, byId: { kind: 'account-id', id: userId, typed: userId }, byEmail, refused },
    user: { name: `Pat No${number}`, email, username: `g${number}`, userId, status },
  };
}
