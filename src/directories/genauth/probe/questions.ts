import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { BRANDS, type ProbeParts, type Raw, type RawPool } from './raw-pool.ts';
import type { TestUsers } from './test-users.ts';

export interface Asking extends ProbeParts {
  readonly pool: RawPool;
  readonly users: TestUsers;
  readonly signal: AbortSignal;
}

type Findings = readonly { readonly question: string; readonly answer: string }[];
export type Question = (asking: Asking) => Promise<Findings>;

const ONE_PAGE = { options: { pagination: { page: 1, limit: 1 } } };
/** An id that nobody has. */
const nobody = (): string => randomBytes(12).toString('hex');
const List = z.array(z.object({ userId: z.string(), username: z.string().nullish() }));
const countOf = ({ data }: Raw): number | null => List.safeParse(data).data?.length ?? null;
const MINUTE = 60_000;

/** Signatures, tokens, clocks, and how a refusal looks. */
export const aboutHosts: Question = async ({ pool, settings }) => {
  const findings: { question: string; answer: string }[] = [];
  for (const brand of BRANDS) {
    const { words } = await pool.signed(brand, 0, 'POST', 'list-users', ONE_PAGE);
    findings.push({ question: `A signature under ${brand.headerPrefix} and “${brand.scheme}”`, answer: words });
  }
  for (const minutes of [-16, -6, -4, 4, 6]) {
    const { words } = await pool.signed(settings.signature, minutes * MINUTE, 'POST', 'list-users', ONE_PAGE);
    findings.push({
      question: `A signature whose clock is ${Math.abs(minutes)} min ${minutes < 0 ? 'behind' : 'ahead'}`,
      answer: words,
    });
  }
  const wrong = { accessKeyId: settings.accessKeyId, accessKeySecret: '0'.repeat(32) };
  findings.push(
    {
      question: 'A wrong secret at get-management-token',
      answer: (await pool.bare('POST', 'get-management-token', wrong)).words,
    },
    { question: 'No proof at all', answer: (await pool.bare('POST', 'list-users', ONE_PAGE)).words },
    {
      question: 'get-user of somebody unknown',
      answer: (await pool.ask('GET', 'get-user', { userId: nobody() })).words,
    },
    {
      question: 'A page of 220',
      answer: (await pool.ask('POST', 'list-users', { options: { pagination: { page: 1, limit: 220 } } })).words,
    },
  );
  return findings;
};

/** get-user-batch and create-users-batch. */
export const aboutBatches: Question = async ({ pool, users }) => {
  const ids = await users.make(4);
  const [first = ''] = ids;
  const shown = (raw: Raw) => `${raw.words}, ${countOf(raw) ?? 'no list of'} people shown`;
  const unknown = await pool.ask('GET', 'get-user-batch', { userIds: [...ids, nobody()] });
  const twice = await pool.ask('GET', 'get-user-batch', { userIds: [first, first] });
  const many = await pool.ask('GET', 'get-user-batch', { userIds: Array.from({ length: 51 }, nobody) });
  const order = List.safeParse((await pool.ask('GET', 'get-user-batch', { userIds: ids })).data).data?.map(
    ({ userId }) => userId,
  );

  const [taken = '', before, after] = [users.tried[0], users.newName(), users.newName()];
  const conflict = await pool.ask('POST', 'create-users-batch', {
    list: [before, taken, after].map((username) => ({ username })),
  });
  const made = (await users.look([before, after], 'username')).map(({ username }) => username);
  return [
    { question: 'get-user-batch of 4 known and 1 unknown', answer: shown(unknown) },
    { question: 'get-user-batch of the same person twice', answer: shown(twice) },
    { question: 'get-user-batch of 51', answer: many.words },
    {
      question: 'The order of an answer',
      answer: order?.join() === ids.join() ? 'as asked, this time' : 'another than asked',
    },
    {
      question: 'create-users-batch of 3, the second of whom exists',
      answer: `${conflict.words}; made: ${
        [before, after]
          .map((name, index) => (made.includes(name) ? (index === 0 ? 'the first' : 'the third') : null))
          .filter(Boolean)
          .join(' and ') || 'nobody'
      }`,
    },
  ];
};

const STATUSES = [
  'Suspended',
  'Activated',
  'Deactivated',
  'Activated',
  'Resigned',
  'Activated',
  'Archived',
  'Activated',
] as const;

/** Which changes of status are taken. Whether suspension ends log-ins cannot be told: test users have none. */
export const aboutStatuses: Question = async ({ pool, users }) => {
  const [userId = ''] = await users.make(1);
  const findings: { question: string; answer: string }[] = [];
  let from = 'Activated';
  for (const status of STATUSES) {
    const { words } = await pool.ask('POST', 'update-user-batch', { list: [{ userId, status }] });
    const [now] = await users.look([userId], 'user_id');
    findings.push({
      question: `From ${from} to ${status}`,
      answer: `${words}, afterwards ${now?.status ?? 'not shown'}`,
    });
    from = now?.status ?? 'not shown';
  }
  const unknown = await pool.ask('POST', 'update-user-batch', { list: [{ userId: nobody(), status: 'Suspended' }] });
  findings.push({ question: 'update-user-batch of somebody unknown', answer: unknown.words });
  return findings;
};

const LOOKS_MS = [0, 1_000, 3_000] as const;

/** What one boolean for several people stands for. */
export const aboutDeletion: Question = async ({ pool, users, clock, signal }) => {
  const remove = (userIds: readonly string[]) =>
    pool.ask('POST', 'delete-users-batch', { userIds, options: { userIdType: 'user_id' } });
  const left = async (ids: readonly string[]) => {
    const shown: string[] = [];
    for (const waitMs of LOOKS_MS) {
      await clock.sleep(waitMs, signal);
      const still = await users.look(ids, 'user_id');
      shown.push(
        `${still.length} of ${ids.length} shown after ${waitMs / 1_000} s${still[0]?.status ? ` as ${still[0].status}` : ''}`,
      );
      if (still.length === 0) break;
    }
    return shown.join(', ');
  };
  const some = await users.make(3);
  const withUnknown = await remove([...some, nobody()]);
  const afterUnknown = await left(some);
  const [again = ''] = some;
  const gone = await remove([again]);
  const [twice = ''] = await users.make(1);
  const duplicate = await remove([twice, twice]);
  const afterDuplicate = await left([twice]);
  const fifty = await remove([...(await users.make(1)), ...Array.from({ length: 50 }, nobody)]);
  const archived = await pool.ask('GET', 'list-archived-users', {
    page: 1,
    limit: 50,
    startAt: Math.floor((clock.now() - 10 * MINUTE) / 1_000),
  });
  const listed = z
    .object({ list: List })
    .safeParse(archived.data)
    .data?.list.filter(({ userId }) => some.includes(userId)).length;
  const resigning = await users.make(1);
  const resigned = await pool.ask('POST', 'resign-user-batch', { userIds: [...resigning, nobody()] });
  const [afterwards] = await users.look(resigning, 'user_id');
  return [
    { question: 'delete-users-batch of 3 known and 1 unknown', answer: `${withUnknown.words}; ${afterUnknown}` },
    { question: 'delete-users-batch of somebody deleted', answer: gone.words },
    { question: 'delete-users-batch of the same person twice', answer: `${duplicate.words}; ${afterDuplicate}` },
    { question: 'delete-users-batch of 51', answer: fifty.words },
    {
      question: 'list-archived-users after that',
      answer: `${archived.words}; ${listed ?? 'no list, so none'} of ${some.length} are in it`,
    },
    {
      question: 'resign-user-batch of 1 known and 1 unknown',
      answer: `${resigned.words}; the known one is ${afterwards?.status ?? 'not shown'}`,
    },
  ];
};

/** Enough to see a limit that would matter to Muster, and too few to be a nuisance. */
const BURST = 40;

export const aboutPace: Question = async ({ pool, clock, signal }) => {
  const startedAt = clock.now();
  for (let count = 1; count <= BURST; count += 1) {
    const { statusCode, http, words, retryAfter } = await pool.ask('POST', 'list-users', ONE_PAGE);
    if (statusCode !== 429 && http !== 429) continue;
    await clock.sleep(5_000, signal);
    return [
      {
        question: 'A throttle',
        answer: `at call ${count} after ${clock.now() - startedAt - 5_000} ms: ${words}, retry-after ${retryAfter ?? 'absent'}`,
      },
    ];
  }
  return [{ question: 'A throttle', answer: `none within ${BURST} calls in ${clock.now() - startedAt} ms` }];
};
