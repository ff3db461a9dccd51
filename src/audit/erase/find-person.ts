import { z } from 'zod';
import { loadPieces } from '../../requests/plan-records.ts';
import { isOver, type RequestState } from '../../requests/request.ts';
import type { TargetRow } from '../../store/schema.ts';
import type { Queries } from '../../store/store.ts';
import { addressWords, type Called, nameWords } from './mention.ts';

/** Everything by which the database knows one person. */
export interface Person {
  readonly called: Called;
  /** `directory/id`: an id means nothing in another directory. */
  readonly accounts: ReadonlySet<string>;
  /** In lower case. */
  readonly emails: ReadonlySet<string>;
  /** Where they were named, by request. */
  readonly named: ReadonlyMap<string, readonly TargetRow[]>;
}

export type FoundPerson =
  | { readonly kind: 'found'; readonly person: Person }
  /** `reason` is a sentence; nothing was changed. */
  | { readonly kind: 'refused'; readonly reason: string; readonly isUnknown?: true };

type Row = TargetRow & { readonly directory: string; readonly request_state: string };

const Typed = z.array(z.string());
const Changes = z.array(z.object({ accountId: z.string(), details: z.record(z.string(), z.string()).default({}) }));
/** A piece of a plan: what it begins with, which may hold all its changes, or some of them. */
const Piece = z.union([Changes, z.object({ changes: Changes.default([]) }).transform(({ changes }) => changes)]);

async function rowsOf(queries: Queries, emails: readonly string[], ids: readonly string[]): Promise<readonly Row[]> {
  return queries
    .selectFrom('targets')
    .innerJoin('requests', 'requests.id', 'targets.request_id')
    .selectAll('targets')
    .select(['requests.directory as directory', 'requests.state as request_state'])
    .where((eb) =>
      eb.or([
        ...(emails.length === 0
          ? []
          : [
              eb(eb.fn<string>('lower', ['targets.email']), 'in', emails),
              eb(eb.fn<string>('lower', ['targets.label']), 'in', emails),
            ]),
        ...(ids.length === 0 ? [] : [eb('targets.account_id', 'in', ids)]),
      ]),
    )
    .execute();
}

/**
 * Finds somebody by e-mail or account id, and then by every e-mail and id that they had: an account keeps its id when its
 * e-mail changes. Refuses while a request about them is open, and when an id means several people.
 */
export async function findPerson(queries: Queries, wanted: string, directory: string | null): Promise<FoundPerson> {
  const isEmail = wanted.includes('@');
  const emails = new Set(isEmail ? [wanted.toLowerCase()] : []);
  const accounts = new Set<string>();
  const matches = (row: Row): boolean =>
    accounts.has(`${row.directory}/${row.account_id}`) ||
    emails.has((row.email ?? row.label).toLowerCase()) ||
    (!isEmail && row.account_id === wanted && (directory === null || row.directory === directory));

  let rows: readonly Row[] = [];
  for (let known = -1; known < emails.size + accounts.size; ) {
    known = emails.size + accounts.size;
    const ids = [...accounts].map((account) => account.slice(account.indexOf('/') + 1));
    rows = (await rowsOf(queries, [...emails], isEmail ? ids : [wanted, ...ids])).filter(matches);
    for (const { directory: place, account_id: id, email } of rows) {
      if (id !== null) accounts.add(`${place}/${id}`);
      if (email !== null) emails.add(email.toLowerCase());
    }
  }
  if (rows.length === 0) {
    const reason = `Nobody is known as ${wanted}${directory === null ? '' : ` in ${directory}`}.`;
    return { kind: 'refused', reason, isUnknown: true };
  }
  const places = new Set(rows.filter((row) => row.account_id === wanted).map((row) => row.directory));
  if (!isEmail && directory === null && places.size > 1)
    return refused(`The id ${wanted} is known in ${[...places].join(' and ')}. Say with --in which one is meant.`);
  const open = rows.find(({ request_state: state }) => !isOver(state as RequestState['kind']));
  if (open) return refused(`The request ${open.request_id} about ${wanted} is still open. Erase once it has ended.`);
  const named = Map.groupBy(rows, (row) => row.request_id);
  return { kind: 'found', person: { accounts, emails, named, called: await calledOf(queries, rows, emails) } };
}

/** Somebody of whom nothing is known but an e-mail: who asked or decided, and was never asked about. */
export function knownByEmail(email: string): Person {
  const called = { addresses: new Set(addressWords(email)), names: new Set<string>() };
  return { called, accounts: new Set(), emails: new Set([email.toLowerCase()]), named: new Map() };
}

const refused = (reason: string): FoundPerson => ({ kind: 'refused', reason });

async function calledOf(queries: Queries, rows: readonly Row[], emails: ReadonlySet<string>): Promise<Called> {
  const addresses = new Set([...emails].flatMap(addressWords));
  const names = new Set<string>();
  for (const { label, typed_json: typed, account_id: id } of rows) {
    for (const word of [label, id ?? '', ...Typed.parse(JSON.parse(typed))])
      if (word.includes('@')) for (const address of addressWords(word)) addresses.add(address);
    if (!label.includes('@')) for (const word of nameWords(label)) names.add(word);
  }
  for (const id of new Set(rows.map((row) => row.request_id))) {
    const pieces = await loadPieces(queries, id);
    const mine = new Set(rows.filter((one) => one.request_id === id).map((one) => one.account_id));
    for (const { accountId, details } of pieces.flatMap((piece) => Piece.parse(JSON.parse(piece)))) {
      if (!mine.has(accountId)) continue;
      for (const key of ['firstName', 'lastName']) for (const word of nameWords(details[key] ?? '')) names.add(word);
    }
  }
  return { addresses, names };
}
