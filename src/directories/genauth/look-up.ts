import type { AccountRecord, LookUp, LookUpAnswer } from '../directory.ts';
import { inParallel, READS_AT_ONCE } from '../in-parallel.ts';
import type { Lookup } from '../lookup.ts';
import { accountOf } from './account-of.ts';
import type { OperationParts } from './operations/parts.ts';
import type { LoggedInApps, PoolUser } from './schema.ts';

/** All that is known of some people. Throws DirectoryUnavailable. */
export async function lookUp(
  { lookups, signal }: LookUp,
  { users, sessions }: Pick<OperationParts, 'users' | 'sessions'>,
): Promise<LookUpAnswer> {
  const questions = lookups.flatMap(({ typed, lookup }) => (isName(lookup) ? [{ typed, lookup }] : []));
  const answers = await users.find(
    questions.map(({ lookup }) => lookup),
    signal,
  );
  const missing = questions.flatMap(({ typed }, index) =>
    answers[index]?.length ? [] : [{ typed, reason: 'There is no such account in this user pool.' }],
  );
  const known = questions.flatMap(({ typed }, index) => (answers[index] ?? []).map((user) => ({ typed, user })));
  const found = await inParallel(known, READS_AT_ONCE, async ({ typed, user }) =>
    record(typed, user, await sessions(user.id, signal)),
  );
  return { found, missing };
}

const isName = (lookup: LookUp['lookups'][number]['lookup']): lookup is Lookup => lookup.by !== 'hash';

function record(typed: string, user: PoolUser, apps: LoggedInApps | null): AccountRecord {
  const phone = user.phone === null ? null : [user.phoneCountryCode, user.phone].filter(Boolean).join(' ');
  const loggedIn = (apps ?? []).map(({ appId, appName }) => appName ?? appId).join(', ') || 'nothing';
  const facts = [
    ['Username', user.username],
    ['Phone', phone],
    ['External id', user.externalId],
    ['Log-ins', user.loginsCount === null ? null : String(user.loginsCount)],
    ['Logged in to', loggedIn],
    ['Came by', user.source],
  ] as const;
  return {
    typed,
    account: accountOf(user),
    groupNames: null,
    devices: null,
    facts: facts.flatMap(([name, value]) => (value === null ? [] : [{ name, value }])),
  };
}
