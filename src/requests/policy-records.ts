import { z } from 'zod';
import { type RequestId, type SlackUserGroupId, type SlackUserId, slackUserGroupId, slackUserId } from '../ids.ts';
import { PersonKey } from '../people/person-key.ts';
import { builtOnce } from '../store/built-once.ts';
import type { Queries } from '../store/store.ts';
import { foldEmail } from '../targets/email-address.ts';
import { Blast } from './blast.ts';
import { ReasonDemand } from './reason-demand.ts';

const UserId = z.string().transform(slackUserId);

/** Who was who when the request was submitted. */
export interface Pins {
  readonly groups: ReadonlyMap<SlackUserGroupId, ReadonlySet<SlackUserId>>;
  readonly requesterKey: PersonKey | null;
}

/** What the policy is asked about of a request. */
export interface PolicyFacts {
  readonly blast: Blast;
  readonly reason: ReasonDemand;
  /** Those among its people who were named by their Slack account. */
  readonly targets: readonly SlackUserId[];
  /** Null while drafted. */
  readonly pins: Pins | null;
}

const StoredTargets = z.array(UserId);
const StoredPins = z.strictObject({
  groups: z.record(z.string(), z.array(UserId)),
  requesterKey: PersonKey.nullable(),
});

export async function insertPolicyFacts(
  tx: Queries,
  id: RequestId,
  { blast, reason, targets }: Omit<PolicyFacts, 'pins'>,
): Promise<void> {
  await tx
    .insertInto('request_policy')
    .values({
      request_id: id,
      blast_json: JSON.stringify(blast),
      reason_json: JSON.stringify(reason),
      targets_json: JSON.stringify(targets),
      pins_json: null,
    })
    .execute();
}

/** In the transaction that submits it: from then on nobody who was not in a group can come in by it. */
export async function pin(tx: Queries, id: RequestId, { groups, requesterKey }: Pins): Promise<void> {
  const stored: z.input<typeof StoredPins> = {
    groups: Object.fromEntries([...groups].map(([group, members]) => [group, [...members]])),
    requesterKey,
  };
  await tx
    .updateTable('request_policy')
    .set({ pins_json: JSON.stringify(stored) })
    .where('request_id', '=', id)
    .execute();
}

function readPins(text: string): Pins {
  const { groups, requesterKey } = StoredPins.parse(JSON.parse(text));
  return {
    groups: new Map(Object.entries(groups).map(([group, members]) => [slackUserGroupId(group), new Set(members)])),
    requesterKey,
  };
}

/** Null for requests from before there were any. */
export async function loadPolicyFacts(queries: Queries, id: RequestId): Promise<PolicyFacts | null> {
  const [row] = await policyOf(queries, { id });
  if (!row) return null;
  return {
    blast: Blast.parse(JSON.parse(row.blast_json)),
    reason: ReasonDemand.parse(JSON.parse(row.reason_json)),
    targets: StoredTargets.parse(JSON.parse(row.targets_json)),
    pins: row.pins_json === null ? null : readPins(row.pins_json),
  };
}

const policyOf = builtOnce<{ id: RequestId }>()((queries, { id }) =>
  queries.selectFrom('request_policy').selectAll().where('request_id', '=', id),
);

const PLAIN = /^[\x20-\x7e]*$/;

/** Which of these e-mails (folded) are of people the request changes. */
export async function emailsOfTargets(
  queries: Queries,
  id: RequestId,
  emails: readonly string[],
): Promise<ReadonlySet<string>> {
  if (emails.length === 0) return new Set();
  const ofTargets = queries
    .selectFrom('targets')
    .select('email')
    .where('request_id', '=', id)
    .where('kind', '=', 'will-change')
    .where('email', 'is not', null);
  // A database folds the case of plain letters only; the others are compared here.
  const query = emails.every((email) => PLAIN.test(email))
    ? ofTargets.where((eb) => eb(eb.fn<string>('lower', ['email']), 'in', emails))
    : ofTargets;
  const found = (await query.execute()).map(({ email }) => foldEmail(email ?? ''));
  return new Set(found.filter((email) => emails.includes(email)));
}
