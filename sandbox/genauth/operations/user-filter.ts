import { z } from 'zod';
import { type Failure, failure, malformed } from '../envelope.ts';
import { showUser } from '../show-user.ts';
import { type GenAuthUser, statuses } from '../user.ts';

export const Filter = z.object({
  field: z.string().min(1),
  operator: z.enum([
    'EQUAL',
    'NOT_EQUAL',
    'CONTAINS',
    'NOT_CONTAINS',
    'IS_NULL',
    'NOT_NULL',
    'IN',
    'GREATER',
    'LESSER',
    'BETWEEN',
  ]),
  value: z.unknown().optional(),
});
export type Filter = z.infer<typeof Filter>;

type Value = string | number | boolean | readonly string[] | null;

const plainFields = ['userId', 'email', 'phone', 'username', 'externalId', 'name', 'nickname', 'status', 'userSource'];
const timeFields = ['createdAt', 'updatedAt', 'lastLogin', 'statusChangedAt'];
const offered = new Set([...plainFields, ...timeFields, 'loginsCount', 'loggedInApps', 'identity']);

/** Fields by departments and custom data are beyond this stand-in, and it says so rather than filter wrongly. */
export function filterProblem({ field, value }: Filter): Failure | null {
  if (!offered.has(field)) return failure(501, `The stand-in cannot filter by ${field}`);
  const wanted = [value].flat();
  if (field === 'status' && wanted.some((it) => it !== undefined && !statuses.some((status) => status === it))) {
    return malformed('advancedFilter');
  }
  return null;
}

/** GREATER and LESSER include equality, as documented. */
export function fits(user: GenAuthUser, { field, operator, value: wanted }: Filter): boolean {
  const actual = memberOf(user, field);
  switch (operator) {
    case 'EQUAL':
      return same(actual, wanted);
    case 'NOT_EQUAL':
      return !same(actual, wanted);
    case 'CONTAINS':
      return contains(actual, wanted);
    case 'NOT_CONTAINS':
      return !contains(actual, wanted);
    case 'IS_NULL':
      return actual === null;
    case 'NOT_NULL':
      return actual !== null;
    case 'IN':
      return Array.isArray(wanted) && wanted.some((it) => same(actual, it));
    case 'GREATER':
      return actual !== null && order(actual) >= order(wanted);
    case 'LESSER':
      return actual !== null && order(actual) <= order(wanted);
    case 'BETWEEN': {
      const [from, to] = Array.isArray(wanted) ? wanted : [];
      return actual !== null && order(actual) >= order(from) && order(actual) <= order(to);
    }
  }
}

/** The member of the shown user, or what only filters know. */
export function memberOf(user: GenAuthUser, field: string): Value {
  if (field === 'loggedInApps') return user.sessions;
  if (field === 'userSource') return user.userSourceType;
  if (field === 'identity') return user.identities.map((it) => `${it.extIdpId}:${it.userIdInIdp}`);
  const value = showUser(user)[field];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

const isList = (value: Value): value is readonly string[] => Array.isArray(value);
const same = (actual: Value, wanted: unknown) =>
  isList(actual) ? [wanted].flat().some((it) => actual.includes(String(it))) : actual === wanted;
const contains = (actual: Value, wanted: unknown) =>
  isList(actual)
    ? same(actual, wanted)
    : typeof actual === 'string' && actual.toLowerCase().includes(String(wanted).toLowerCase());
/** Times compare as times, however they are written. */
const order = (value: unknown) =>
  typeof value === 'string' && Number.isNaN(Number(value)) ? Date.parse(value) : Number(value);
