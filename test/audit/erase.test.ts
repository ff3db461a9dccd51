import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCheckpointer } from '../../src/audit/checkpoints/checkpointer.ts';
import { generateKeys, readPrivateKey, readPublicKeys } from '../../src/audit/checkpoints/keys.ts';
import { erasePerson, wipe } from '../../src/audit/erase/erase.ts';
import { mentions } from '../../src/audit/erase/mention.ts';
import { verifyStore } from '../../src/audit/verify/verify.ts';
import { type RequestId, requestId } from '../../src/ids.ts';
import { loadPlan } from '../../src/requests/plan-records.ts';
import { systemRandom } from '../../src/runtime/random.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';
import { quietLog } from '../support/quiet-log.ts';
import { ofKind, trail } from './trail.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-erase-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const pair = generateKeys();
const onDisk = () => openStore({ url: `sqlite:${join(folder, 'muster.db')}`, log: quietLog });

/** Everything of the database that the disk holds, log and free pages included. */
const disk = (): string =>
  readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('\n');

const emailOf = (n: number) => `zelda${n}.quixote@acme.example`;
const nameOf = (n: number) => `Zelda${n} Quixote${n}`;

/** People who were asked about, mentioned in reasons, failed by name, rejected by name, and typed where nobody was found. */
async function lived(people: number, store: Store) {
  const accounts = Array.from({ length: people }, (_, n) =>
    account(String(5_000_000_000 + n), { label: nameOf(n), email: emailOf(n) }),
  );
  const domain = await buildDomain({ accounts, store, protected: [emailOf(1)] });
  const { cast, clock, directory, submitted, useCases, runToEnd } = domain;
  const outside: string[] = [];
  const checkpointer = createCheckpointer({
    store,
    clock,
    log: quietLog,
    key: readPrivateKey(pair.privateKey) ?? expect.fail(),
    everyMs: 300_000,
    places: [{ name: 'memory', post: async (line) => void outside.push(line) }],
  });
  directory.failing.set('5000000004', `The account ${emailOf(4)} is on hold`);
  for (let start = 0; start < people; start += 50) {
    const ids = accounts.slice(start, start + 50).map(({ id }) => id);
    const previewed = await useCases.preview({
      actor: actor(cast.alice),
      kind: 'wickr',
      operation: 'suspend',
      directory: null,
      people: {
        identifiers: [
          ...byId(...ids),
          { kind: 'email', email: emailOf(start + 2), typed: emailOf(start + 2) },
          { kind: 'email', email: `gone${start}@elsewhere.example`, typed: `gone${start}@elsewhere.example` },
        ],
        unreadable: [],
      },
      selection: null,
      options: {},
      reason: `${nameOf(start + 3)} and the others left`,
    });
    if (previewed.kind !== 'previewed') return expect.fail(previewed.kind);
    const { id } = previewed.view.request;
    await useCases.submit(id, actor(cast.alice), { reason: null, phrase: null });
    if (start % 100 === 0) await runToEnd(id);
    else await useCases.reject(id, actor(cast.bob), `Not ${nameOf(start + 5).split(' ')[0]}, please`);
    await checkpointer.step();
  }
  const verify = async () =>
    (await verifyStore(store, [{ name: 'outside', lines: outside }], readPublicKeys(pair.publicKey))).problem;
  const erase = (who: string, place: string | null = null) =>
    erasePerson({ store, clock, random: systemRandom }, who, place);
  return { ...domain, submitted, checkpointer, verify, erase };
}

const firstRequest = async (store: Store): Promise<RequestId> =>
  requestId((await store.db.selectFrom('requests').select('id').orderBy('id').executeTakeFirstOrThrow()).id);

describe('erasing a person', () => {
  test('1,000 people are erased: the chain still verifies, and no clear text of theirs is anywhere on the disk', async () => {
    const people = 1_000;
    const store = await onDisk();
    const { checkpointer, erase, verify } = await lived(people, store);
    await wipe(store);
    expect(disk()).toContain(emailOf(17));
    expect(await verify()).toBe(null);

    for (let n = 0; n < people; n += 1) {
      // Half by e-mail, half by account id.
      expect((await erase(n % 2 === 0 ? emailOf(n) : String(5_000_000_000 + n))).kind).toBe('erased');
    }
    for (let start = 0; start < people; start += 50)
      expect((await erase(`gone${start}@elsewhere.example`)).kind).toBe('erased');
    await wipe(store);
    await checkpointer.step();

    expect(await verify()).toBe(null);
    const open = disk();
    await store.close();
    const closed = disk();
    for (const bytes of [open, closed]) {
      expect(bytes.match(/quixote|Zelda|elsewhere\.example/gi) ?? []).toEqual([]);
      for (let n = 0; n < people; n += 97) expect(bytes).not.toContain(String(5_000_000_000 + n));
    }
  }, 240_000);

  test('the event tells that somebody was erased, and not who', async () => {
    const store = await onDisk();
    const { erase } = await lived(10, store);

    await erase(emailOf(4));

    const [event] = ofKind(await trail(store), 'person.erased');
    expect(event).toMatchObject({ actor: 'operator', data: { requests: [expect.any(String)] } });
    expect(event?.data.texts).toBeGreaterThan(1);
    expect(JSON.stringify(event)).not.toMatch(/zelda|5000000004/i);
    await store.close();
  });

  test('others keep their names, outcomes and reasons, and the request can still be shown', async () => {
    const store = await onDisk();
    const { erase, outcomes, view } = await lived(10, store);
    const id = await firstRequest(store);

    await erase(emailOf(4));

    const rows = await store.db
      .selectFrom('targets')
      .select(['label', 'email', 'typed_json', 'outcome'])
      .where('request_id', '=', id)
      .orderBy('position')
      .execute();
    expect(rows[4]).toEqual({ label: '(erased)', email: null, typed_json: '[]', outcome: 'failed' });
    expect(rows[5]).toMatchObject({ label: nameOf(5), email: emailOf(5), outcome: 'succeeded' });
    expect((await view(id)).request.reason).toBe(`${nameOf(3)} and the others left`);
    expect((await outcomes(id))['5000000005']).toMatchObject({ kind: 'succeeded' });
    const { changes } = await loadPlan(store.db, (await view(id)).request);
    expect(changes.map(({ accountId }) => accountId)).toContain('(erased)');
    await store.close();
  });

  test('a reason that speaks of them goes, wherever it stands', async () => {
    const store = await onDisk();
    const { erase, view } = await lived(10, store);
    const id = await firstRequest(store);

    await erase('5000000003');

    expect((await view(id)).request.reason).toBe('(erased)');
    const clear = await store.db.selectFrom('audit_clear').select('clear').execute();
    expect(clear.filter((row) => /Zelda3 |zelda3\./i.test(row.clear))).toEqual([]);
    await store.close();
  });

  test('is refused for somebody unknown and while a request about them is open', async () => {
    const store = await onDisk();
    const { erase, submitted } = await lived(10, store);
    await submitted(byId('5000000005'), 'unsuspend');
    const before = (await trail(store)).length;

    expect(await erase('nobody@acme.example')).toEqual({
      kind: 'refused',
      reason: 'Nobody is known as nobody@acme.example.',
    });
    expect(await erase('5000000005')).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/still open/) });
    expect(await erase(emailOf(6), 'acme-prod')).toMatchObject({ kind: 'erased' });

    expect((await trail(store)).length).toBe(before + 1);
    await store.close();
  });

  test('somebody is erased from a plan that lies in pieces, wherever in it they are', async () => {
    const store = await onDisk();
    const ids = Array.from({ length: 1_200 }, (_, n) => String(5_000_000_000 + n));
    const accounts = ids.map((id, n) => account(id, { label: nameOf(n), email: emailOf(n) }));
    const { cast, clock, submitted, useCases, view } = await buildDomain({ accounts, store });
    const id = await submitted(byId(...ids));
    await useCases.reject(id, actor(cast.bob), 'no');
    const [erased = '', ...others] = [...ids].reverse();
    const salts = async () => JSON.stringify(await store.db.selectFrom('plans').select('plan_json').execute());
    expect(await salts()).toContain('"salt');

    await erasePerson({ store, clock, random: systemRandom }, erased, null);
    await wipe(store);

    const { request } = await view(id);
    const { changes } = await loadPlan(store.db, request);
    expect(changes.map(({ accountId }) => accountId)).toEqual([...others.reverse(), '(erased)']);
    expect(disk()).not.toContain(erased);
    expect(await salts()).not.toContain('"salt');
    await expect(loadPlan(store.db, { ...request, state: { kind: 'running', startedAt: 1 } })).rejects.toThrow(
      'digest',
    );
    await store.close();
  });

  test('a plan with somebody erased is of no use for a request that could still run', async () => {
    const store = await onDisk();
    const { erase, view } = await lived(10, store);
    const id = await firstRequest(store);
    await erase(emailOf(4));

    const running = JSON.stringify({ kind: 'running', startedAt: 1 });
    await store.db
      .updateTable('requests')
      .set({ state: 'running', state_json: running })
      .where('id', '=', id)
      .execute();

    const { request } = await view(id);
    await expect(loadPlan(store.db, request)).rejects.toThrow('does not match its digest');
    await store.close();
  });
});

describe('whether a text speaks of somebody', () => {
  const called = { addresses: new Set(['erin.doe@acme.example', 'erin.doe']), names: new Set(['Erin', 'Doe']) };

  test.each([
    ['erin.doe@acme.example left', true],
    ['(ERIN.DOE@ACME.EXAMPLE).', true],
    ['<mailto:erin.doe@acme.example|erin.doe@acme.example>', true],
    ['ask Erin', true],
    ["Erin's laptop", true],
    ['erin.doe is gone', true],
    ['Doe, E.', true],
    ['Erinna left', false],
    ['what can be done', false],
    ['other.erin.doe@acme.example', false],
    ['', false],
  ])('%j: %s', (text, expected) => {
    expect(mentions(text, called)).toBe(expected);
  });
});
