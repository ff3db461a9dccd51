import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import type { Insertable } from 'kysely';
import { type ChainedEvent, canonicalText, eventText, hashOf } from '../src/audit/chain/link.ts';
import { readEvents } from '../src/audit/chain/read-events.ts';
import { appendEvent } from '../src/audit/event.ts';
import { commitment, newSalt } from '../src/audit/sealed.ts';
import { verifyStore } from '../src/audit/verify/verify.ts';
import { systemRandom } from '../src/runtime/random.ts';
import { openStore } from '../src/store/open-store.ts';
import type { AuditClearTable, TargetsTable } from '../src/store/schema.ts';
import type { Store } from '../src/store/store.ts';
import { buildDomain, byId } from '../test/support/domain.ts';
import { account } from '../test/support/fake-directory.ts';
import { quietLog } from '../test/support/quiet-log.ts';

/**
 * `npm run bench:audit [-- --events 1000000]`: how long `muster audit verify` takes over a trail of requests for five people
 * each, ten events a request, and what the chain adds to a batch. The floor of verifying is hashing the same texts and
 * nothing else, in the same run.
 */

const { values } = parseArgs({ options: { events: { type: 'string', default: '1000000' } } });
const EVENTS = Number(values.events);
const PER_REQUEST = 10;
const PEOPLE = 5;
const REQUESTS = Math.ceil(EVENTS / PER_REQUEST);
const say = (text: string) => process.stdout.write(`${text}\n`);
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;

/** Processor time since then: what another program takes meanwhile is no part of it. */
const cpuMs = (before: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
};

/** As many rows of each table as `requests` requests have that were asked for, approved and carried out. */
async function fill(store: Store, requests: number): Promise<void> {
  const facts = { membership: 'active', suspended: false, admin: false, kind: 'person' };
  const digest = 'a'.repeat(64);
  let { seq, hash: previous } = await store.db.selectFrom('audit_head').selectAll().executeTakeFirstOrThrow();
  const perWrite = 100;
  for (let first = 0; first < requests; first += perWrite) {
    const events: ChainedEvent[] = [];
    const clear: Insertable<AuditClearTable>[] = [];
    const targets: Insertable<TargetsTable>[] = [];
    const rows: { readonly id: string; readonly at: number }[] = [];
    for (let n = first; n < Math.min(requests, first + perWrite); n += 1) {
      const id = `0190${n.toString(16).padStart(8, '0')}-7000-8000-000000000000`;
      const at = Date.now() + n;
      const seal = (text: string, account_id: string | null) => {
        const salt = newSalt(systemRandom);
        const sealed = commitment(salt, text);
        clear.push({ commitment: sealed, salt, clear: text, request_id: id, account_id, email: account_id && text });
        return { sealed };
      };
      const tell = (kind: string, actor: string, data: unknown) => {
        seq += 1;
        const event = {
          seq,
          id: `${id}-${seq}`,
          at,
          requestId: id,
          actor,
          kind,
          dataJson: canonicalText(data),
          previous,
        };
        previous = hashOf(event);
        events.push({ ...event, hash: previous });
      };
      const reason = seal('They left the company.', null);
      const people = Array.from({ length: PEOPLE }, (_, p) =>
        seal(`person${n}.${p}@acme.example`, `${n * PEOPLE + p}`),
      );
      const base = { digest, directory: 'acme-prod', kind: 'wickr', operation: 'suspend', people: PEOPLE };
      tell('request.drafted', 'U0ALICE', { ...base, reason: null, retryOf: null });
      tell('request.people', 'U0ALICE', { people: people.map((person) => ({ person, target: 'will-change' })) });
      tell('request.submitted', 'U0ALICE', { expiresAt: at, from: 'drafted', quorum: 1, reason, to: 'pending' });
      tell('decision.approve', 'U0BOB', { digest, identity: 'slack', reason: null, team: 'T0ACME' });
      tell('request.approved', 'U0BOB', { from: 'pending', to: 'approved' });
      tell('call.intended', 'muster', { attempt: 1, batch: id, people: PEOPLE, token: `token-${id}` });
      tell('request.started', 'muster', { from: 'approved', to: 'running' });
      const answer = { detail: null, directoryRequestId: id, durationMs: 120, result: 'answered', status: null };
      tell('call.ended', 'muster', { attempt: 1, batch: id, ...answer });
      const outcomes = people.map((person) => ({
        person,
        outcome: 'succeeded',
        reason: null,
        before: facts,
        after: null,
        evidence: 'answer',
      }));
      tell('batch.settled', 'muster', { batch: id, doubt: 'none', fence: 1, next: 'done', outcomes });
      tell('request.emptied', 'muster', { from: 'running', to: 'finished' });
      rows.push({ id, at });
      for (let position = 0; position < PEOPLE; position += 1) {
        const email = `person${n}.${position}@acme.example`;
        const about = { kind: 'will-change', typed_json: '[]', label: email, email, reason: null };
        const outcome = { outcome: 'succeeded', outcome_reason: null, outcome_at: at };
        targets.push({ request_id: id, position, account_id: `${n * PEOPLE + position}`, ...about, ...outcome });
      }
    }
    const request = { version: 1, kind: 'wickr', directory: 'acme-prod', operation: 'suspend', state: 'finished' };
    const empty = {
      reason: null,
      state_json: '{}',
      choice_words: null,
      retry_of: null,
      due_at: null,
      people: PEOPLE,
      choices_json: '{}',
      sealed_json: '{}',
    };
    const asker = { requester_id: 'U0ALICE', requester_team_id: 'T0ACME', digest };
    const batch = { kind: 'wickr', directory: 'acme-prod', operation: 'suspend', position: 0, members_json: '[]' };
    const ended = { payload_digest: digest, state: 'done', fence: 1, owner: null, lease_until: null, attempts: 1 };
    const settled = { read_backs: 0, doubt: 'none', not_before: 0, problem: null, split_from: null };
    await store.write(async (tx) => {
      await tx
        .insertInto('audit_events')
        .values(
          events.map(({ requestId, dataJson, ...event }) => ({ ...event, request_id: requestId, data_json: dataJson })),
        )
        .execute();
      await tx.insertInto('audit_clear').values(clear).execute();
      await tx
        .insertInto('requests')
        .values(rows.map(({ id, at }) => ({ id, ...request, ...empty, ...asker, created_at: at, updated_at: at })))
        .execute();
      await tx.insertInto('targets').values(targets).execute();
      await tx
        .insertInto('decisions')
        .values(
          rows.map(({ id, at }) => ({
            request_id: id,
            approver_id: 'U0BOB',
            verdict: 'approve',
            reason: null,
            digest,
            decided_at: at,
          })),
        )
        .execute();
      await tx
        .insertInto('batches')
        .values(
          rows.map(({ id, at }) => ({ id, request_id: id, token: id, ...batch, ...ended, ...settled, created_at: at })),
        )
        .execute();
      await tx
        .insertInto('attempts')
        .values(
          rows.map(({ id, at }) => ({
            batch_id: id,
            number: 1,
            fence: 1,
            started_at: at,
            ended_at: at,
            result: 'answered',
            status: null,
            directory_request_id: id,
            detail: null,
          })),
        )
        .execute();
      await tx.updateTable('audit_head').set({ seq, hash: previous }).execute();
    });
  }
}

async function verifying(folder: string): Promise<void> {
  const store = await openStore({ url: `sqlite:${join(folder, 'verify.db')}`, log: quietLog });
  const before = performance.now();
  await fill(store, REQUESTS);
  say(`filled with ${REQUESTS.toLocaleString('en-US')} requests in ${seconds(performance.now() - before)}`);

  let floorMs = 0;
  let floorCpuMs = 0;
  let bytes = 0;
  for await (const page of readEvents(store.db)) {
    const texts = page.map(eventText);
    const cpuBefore = process.cpuUsage();
    const start = performance.now();
    for (const text of texts) hash('sha256', text, 'hex');
    floorMs += performance.now() - start;
    floorCpuMs += cpuMs(cpuBefore);
    bytes += texts.reduce((sum, { length }) => sum + length, 0);
  }
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const { chain, store: checked, problem } = await verifyStore(store, [], []);
  const tookMs = performance.now() - start;
  const spentMs = cpuMs(cpuBefore);
  const rss = process.memoryUsage.rss() / 2 ** 20;
  say(
    `verify: ${chain.events.toLocaleString('en-US')} events (${(bytes / 2 ** 20).toFixed(0)} MiB) and ${checked?.requests.toLocaleString('en-US')} requests in ${seconds(tookMs)} (${seconds(spentMs)} of processor); floor, hashing alone: ${seconds(floorMs)} (${seconds(floorCpuMs)} of processor); ratio ${(tookMs / floorMs).toFixed(1)}; ${rss.toFixed(0)} MiB resident; ${problem?.what ?? 'nothing was changed'}`,
  );
  await store.close();
}

/** What sealing, numbering and linking add to the transaction of a batch of fifty. */
async function perBatch(folder: string): Promise<void> {
  const store = await openStore({ url: `sqlite:${join(folder, 'batches.db')}`, log: quietLog });
  const people = Array.from({ length: 2_000 }, (_, index) => account(String(10_000 + index)));
  const { runToEnd, submitted } = await buildDomain({ accounts: people, store });
  const id = await submitted(byId(...people.map((one) => one.id)));
  const start = performance.now();
  await runToEnd(id);
  const tookMs = performance.now() - start;
  const settled = await store.db.selectFrom('audit_events').selectAll().where('kind', '=', 'batch.settled').execute();
  const size = settled.reduce((sum, { data_json: text }) => sum + text.length, 0) / settled.length;

  const rounds = 200;
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const from = performance.now();
    for (let round = 0; round < rounds; round += 1) await work();
    return (performance.now() - from) / rounds;
  };
  let n = 0;
  const change = () => {
    n += 1;
    return { key: `bench ${n}`, received_at: n };
  };
  const floor = await timed(() => store.write((tx) => tx.insertInto('deliveries').values(change()).execute()));
  const data = JSON.parse(settled[0]?.data_json ?? '{}');
  const withEvent = await timed(() =>
    store.write(async (tx) => {
      await tx.insertInto('deliveries').values(change()).execute();
      await appendEvent(tx, { at: n, requestId: null, actor: 'muster', kind: 'batch.settled', data }, systemRandom);
    }),
  );
  say(
    `per batch: 40 batches of 50 from approval to the end in ${tookMs.toFixed(0)} ms, ${(tookMs / 40).toFixed(1)} ms each; an event of ${(size / 1024).toFixed(1)} KiB with 50 outcomes makes a durable write ${withEvent.toFixed(2)} ms, without ${floor.toFixed(2)} ms; ratio ${(withEvent / floor).toFixed(2)}`,
  );
  await store.close();
}

const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
try {
  await perBatch(folder);
  await verifying(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
