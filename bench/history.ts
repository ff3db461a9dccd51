import type { Insertable } from 'kysely';
import { type ChainedEvent, canonicalText, hashOf } from '../src/audit/chain/link.ts';
import { commitment, newSalt } from '../src/audit/sealed.ts';
import { systemRandom } from '../src/runtime/random.ts';
import type { AuditClearTable, TargetsTable } from '../src/store/schema.ts';
import type { Store } from '../src/store/store.ts';

const PEOPLE = 5;
/** Long enough for no cap to count it. */
const LONG_AGO_MS = 60 * 86_400_000;

/** Slack shows all of it. */
const shown = ({ id, at }: { readonly id: string; readonly at: number }) => ({
  request_id: id,
  key: 'presented',
  state: 'posted',
  channel_id: null,
  ts: null,
  rendered_version: 0,
  attempts: 1,
  not_before: 0,
  updated_at: at,
});

/** As many rows of each table as `requests` requests have that were asked for, approved and carried out. */
export async function fillHistory(store: Store, requests: number): Promise<void> {
  const facts = { membership: 'active', suspended: false, admin: false, kind: 'person' };
  const digest = 'a'.repeat(64);
  let { seq, hash: previous } = await store.db.selectFrom('audit_head').selectAll().executeTakeFirstOrThrow();
  const began = Date.now() - LONG_AGO_MS;
  const perWrite = 100;
  for (let first = 0; first < requests; first += perWrite) {
    const events: ChainedEvent[] = [];
    const clear: Insertable<AuditClearTable>[] = [];
    const targets: Insertable<TargetsTable>[] = [];
    const rows: { readonly id: string; readonly at: number }[] = [];
    for (let n = first; n < Math.min(requests, first + perWrite); n += 1) {
      const id = `0190${n.toString(16).padStart(8, '0')}-7000-8000-000000000000`;
      const at = began + n;
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
    const request = {
      version: 1,
      kind: 'wickr',
      directory: 'acme-prod',
      operation: 'suspend',
      state: 'finished',
      shown_version: 1,
    };
    const empty = {
      reason: null,
      state_json: JSON.stringify({ kind: 'finished', startedAt: began, at: began }),
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
      await tx.insertInto('posts').values(rows.map(shown)).execute();
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
