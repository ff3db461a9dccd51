import type { SteadyClock } from '../../runtime/clock.ts';
import { type Random, uuidV7 } from '../../runtime/random.ts';
import type { Account } from '../account.ts';
import type { AccountRecord, LookUp, LookUpAnswer } from '../directory.ts';
import { inParallel, READS_AT_ONCE } from '../in-parallel.ts';
import type { Lookup } from '../lookup.ts';
import type { Accounts } from './accounts.ts';
import type { WickrClient } from './client.ts';
import { devicesOf } from './devices.ts';
import type { SecurityGroups } from './groups.ts';
import { patiently, type ReadingParts } from './reading.ts';
import type { Device, Group } from './schema.ts';

/** BatchLookupUserUname: "Maximum 50 unames per batch request", in prose only. */
const HASHES_AT_ONCE = 50;

export interface LookUpParts {
  readonly accounts: Pick<Accounts, 'find' | 'get'>;
  readonly groups: Pick<SecurityGroups, 'lately'>;
  readonly client: Pick<WickrClient, 'listDevicesForUser' | 'batchLookupUserUname'>;
  readonly reading: ReadingParts;
  readonly random: Random;
  readonly clock: SteadyClock;
}

interface Question {
  readonly typed: string;
  readonly lookup: Lookup;
}

type Missing = LookUpAnswer['missing'][number];

/** All that is known of some people, past any cache. Throws DirectoryUnavailable. */
export async function lookUp({ lookups, signal }: LookUp, parts: LookUpParts): Promise<LookUpAnswer> {
  const { questions, missing } = await namedPeople(lookups, parts, signal);
  if (questions.length === 0) return { found: [], missing };
  const answers = await parts.accounts.find({
    lookups: questions.map(({ lookup }) => lookup),
    signal,
  });
  const unknown = questions.flatMap(({ typed }, index): Missing[] =>
    answers[index]?.length ? [] : [{ typed, reason: 'There is no such account in this network.' }],
  );
  const known = questions.flatMap(({ typed }, index) => (answers[index] ?? []).map((account) => ({ typed, account })));
  const groups = known.length === 0 ? [] : await parts.groups.lately(signal);
  const found = await inParallel(known, READS_AT_ONCE, ({ typed, account }) =>
    record(typed, account, groups, parts, signal),
  );
  return { found, missing: [...missing, ...unknown] };
}

/** Turns username hashes into e-mails; the others are names already. */
async function namedPeople(lookups: LookUp['lookups'], parts: LookUpParts, signal: AbortSignal) {
  const hashes = [...new Set(lookups.flatMap(({ lookup }) => (lookup.by === 'hash' ? [lookup.hash] : [])))];
  const usernames = await usernamesOf(hashes, parts, signal);
  const questions: Question[] = [];
  const missing: Missing[] = [];
  for (const { typed, lookup } of lookups) {
    if (lookup.by !== 'hash') {
      questions.push({ typed, lookup });
      continue;
    }
    const username = usernames.get(lookup.hash);
    if (username === undefined) missing.push({ typed, reason: 'This is no username hash of this network.' });
    else if (username.includes('@')) questions.push({ typed, lookup: { by: 'email', email: username } });
    else missing.push({ typed, reason: `This stands for ${username}, which is no e-mail address.` });
  }
  return { questions, missing };
}

/** https://docs.aws.amazon.com/wickr/latest/APIReference/API_BatchLookupUserUname.html */
async function usernamesOf(hashes: readonly string[], parts: LookUpParts, signal: AbortSignal) {
  const { client, clock, random, reading } = parts;
  const found = new Map<string, string>();
  for (let from = 0; from < hashes.length; from += HASHES_AT_ONCE) {
    const unames = hashes.slice(from, from + HASHES_AT_ONCE);
    const token = uuidV7(clock.now(), random);
    const answer = await patiently(() => client.batchLookupUserUname({ unames, token }, signal), reading, signal);
    for (const { uname, username } of answer.successful) found.set(uname, username);
  }
  return found;
}

async function record(
  typed: string,
  listed: Account,
  groups: readonly Group[],
  { accounts, client, reading }: LookUpParts,
  signal: AbortSignal,
): Promise<AccountRecord> {
  const got = await accounts.get(listed.id, signal);
  const devices = await devicesOf(listed.id, client, reading, signal);
  // Each read tells something the other does not: lists of invitations, GetUser of activity.
  const account: Account = { ...listed, lastActivityAt: got?.account.lastActivityAt ?? null };
  const names = new Map(groups.map(({ id, name }) => [id, name]));
  return {
    typed,
    account,
    groupNames: account.groups.map((id) => names.get(id) ?? id),
    devices: (devices ?? []).map(deviceShown),
  };
}

function deviceShown({ appId, type, status, lastLogin }: Device): NonNullable<AccountRecord['devices']>[number] {
  return { id: appId, name: [type ?? 'Device', status].filter((part) => part !== null).join(', '), lastLogin };
}
