import { expect } from 'vitest';
import type { NamedUser } from '../../sandbox/genauth/named-user.ts';
import type { GenAuthUser } from '../../sandbox/genauth/user.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { readableText } from '../../sandbox/slack/driver.ts';
import type { Message } from '../../sandbox/slack/records.ts';
import { ALICE } from '../../sandbox/slack/seed.ts';
import { type GenAuthClient, genAuthClient } from '../../src/directories/genauth/client.ts';
import type { UserIdType } from '../../src/directories/genauth/identifier.ts';
import { GenAuthSettings } from '../../src/directories/genauth/settings.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { systemRandom } from '../../src/runtime/random.ts';
import { PHRASE } from '../../src/slack/blocks/reason-modal.ts';
import { waitForCard } from './bot-in-sandbox.ts';
import type { HastenedClock } from './hastened-clock.ts';
import { previewed } from './journey.ts';
import { quietLog } from './quiet-log.ts';
import { readCsv } from './read-csv.ts';

/** The sandbox's user pool: its people, its console, and what card, thread and file say of them. */

const SOURCE = '62f20932716fbcc10d966ee5';

/** Somebody who can be named in every way there is. `key` is unique among all people of a test. */
export function manyNamed(key: string, more: Partial<NamedUser> = {}): NamedUser {
  const digits = [...key].reduce((sum, letter) => (sum * 131 + letter.charCodeAt(0)) % 1_000_000_000, 7);
  return {
    name: `Person ${key}`,
    userId: `c0ffee${[...key]
      .reduce((sum, letter) => (sum * 257n + BigInt(letter.charCodeAt(0))) % 2n ** 72n, 1n)
      .toString(16)
      .padStart(18, '0')}`,
    email: `${key}@acme.example`,
    username: `u.${key}`,
    phone: `7${String(digits).padStart(9, '0')}`,
    externalId: `X-${key}`,
    identities: [{ extIdpId: SOURCE, provider: 'lark', userIdInIdp: `ou_${key}` }],
    syncRelations: [{ provider: 'lark', userIdInIdp: `ou_${key}` }],
    ...more,
  };
}

/** How a command names them by a type. */
export function nameOf(
  { userId, email, username, phone, externalId, identities, syncRelations }: NamedUser,
  type: UserIdType,
) {
  const [identity] = identities ?? [];
  const [relation] = syncRelations ?? [];
  const names: Readonly<Record<UserIdType, string | undefined>> = {
    user_id: userId,
    email,
    username,
    phone,
    external_id: externalId,
    identity: identity && `${identity.extIdpId}:${identity.userIdInIdp}`,
    sync_relation: relation && `${relation.provider}:${relation.userIdInIdp}`,
  };
  return names[type] ?? '';
}

/** Somebody else who administers the pool, past Muster. */
export function consoleOf({ url, genauth }: Sandbox): GenAuthClient {
  const [key] = genauth.keys;
  const settings = GenAuthSettings.parse({
    host: url,
    accessKeyId: key?.poolId,
    accessKeySecret: key?.secret,
    auth: 'token',
  });
  const pace = { callsPerSecond: 1_000, inFlight: 8 };
  return genAuthClient(settings, { pace, clock: systemClock, random: systemRandom, log: quietLog });
}

export const userIn = ({ genauth }: Sandbox, id: string): GenAuthUser | null =>
  genauth.oracle.users().find(({ userId, email }) => userId === id || email === id) ?? null;

/** Alice asks, typing what has to be typed; answers the card. */
export async function askedInPool(
  sandbox: Sandbox,
  { verb, options = '', names }: { verb: string; options?: string; names: readonly string[] },
  { calmly }: Pick<HastenedClock, 'calmly'>,
): Promise<Message> {
  const alice = sandbox.slack.as(ALICE);
  const before = sandbox.slack.messagesIn('C0APPROVAL').at(-1)?.ts;
  await calmly(async () => {
    const preview = await previewed(sandbox, `/genauth ${verb} ${options} --reason "a journey"\n${names.join('\n')}`);
    expect(preview.text).toContain(`${names.length} ${names.length === 1 ? 'person' : 'people'} in acme-pool?`);
    await alice.click(preview, 'Submit for approval');
    if (verb === 'delete' || verb === 'resign') {
      await sandbox.slack.waitFor('the modal', () => alice.modalInputs().length > 0);
      await alice.submit({ [PHRASE.block]: { type: 'plain_text_input', value: `${verb} ${names.length} acme-pool` } });
    }
  });
  await sandbox.slack.waitFor('a new card', () => sandbox.slack.messagesIn('C0APPROVAL').at(-1)?.ts !== before);
  return waitForCard(sandbox, /Waiting for approval/);
}

const REPORT = /^(Succeeded|Failed|Unconfirmed|Skipped): /;

/** What the thread has told of each person, by native id or, for newcomers, by e-mail. Nobody is told of in two ways. */
export function toldInPool({ slack }: Sandbox, card: Message): ReadonlyMap<string, string> {
  const pairs = slack.threadOf(card).flatMap(({ text, blocks }) => {
    const outcome = REPORT.exec(text)?.[1]?.toLowerCase();
    if (outcome === undefined) return [];
    return [...readableText(blocks).matchAll(/^• (?:.* · )?(\S+)$/gm)].map(([, key = '']) => [key, outcome] as const);
  });
  const told = new Map(pairs);
  expect(pairs.filter(([key, outcome]) => told.get(key) !== outcome)).toEqual([]);
  return told;
}

/** The rows of a request's CSV, everybody who was named, without its header. */
export async function csvRows(sandbox: Sandbox, card: Message): Promise<readonly (readonly string[])[]> {
  const { bytes } = await sandbox.slack.waitFor('the results as a file', () =>
    sandbox.slack
      .threadOf(card)
      .flatMap(({ files }) => files)
      .find(({ name }) => name.includes('results')),
  );
  return readCsv(Buffer.from(bytes).toString('utf8')).slice(1);
}

/** What it says became of everybody who was to change, by native id or e-mail. Nobody is in it twice. */
export async function csvInPool(sandbox: Sandbox, card: Message): Promise<ReadonlyMap<string, string>> {
  const outcomes = (await csvRows(sandbox, card)).flatMap(([, , email = '', id = '', , outcome = '']) =>
    outcome === '' ? [] : [[id === '' ? email : id, outcome] as const],
  );
  expect(new Set(outcomes.map(([key]) => key)).size).toBe(outcomes.length);
  return new Map(outcomes);
}
