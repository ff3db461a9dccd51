import { z } from 'zod';
import { failure, malformed, ok } from '../envelope.ts';
import { indexUsers, isWellFormed, type UserIdType } from '../identifiers.ts';
import { poolOperation } from './operation.ts';

const text = z.string().min(1).nullish();
const types: readonly (readonly ['username' | 'email' | 'phone' | 'externalId', UserIdType])[] = [
  ['username', 'username'],
  ['email', 'email'],
  ['phone', 'phone'],
  ['externalId', 'external_id'],
];

/** What several at once mean is not documented; here each of them must fit the same user. */
export const isUserExists = poolOperation({
  name: 'is-user-exists',
  method: 'POST',
  mutates: false,
  input: z.object({ username: text, email: text, phone: text, externalId: text }),
  run(call, input) {
    const wanted = types.flatMap(([name, type]) => (input[name] ? [{ name, type, id: input[name] }] : []));
    if (wanted.length === 0) {
      return failure(400, 'Must contain one of the following fields: username, email, phone, externalId');
    }
    const odd = wanted.find(({ type, id }) => !isWellFormed(type, id));
    if (odd) return malformed(odd.name);
    const found = wanted.reduce((users, { type, id }) => indexUsers(users, type)(id), call.visibleUsers());
    return ok({ exists: found.length > 0 });
  },
});
