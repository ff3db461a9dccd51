import type { Lookup } from '../directories/lookup.ts';
import type { SlackUserGroupId, SlackUserId } from '../ids.ts';
import { type People, PeopleUnavailable, type SlackPerson } from '../people/person.ts';
import { readEmail } from './email-address.ts';
import { readMarkup } from './slack-markup.ts';
import type { Identifier } from './target.ts';

/** What to look up in a directory for one identifier, or why that cannot be known. */
export type Expanded =
  | {
      readonly kind: 'lookup';
      readonly typed: string;
      readonly lookup: Lookup;
      /** Where they were named by their Slack account. */
      readonly slackUserId?: SlackUserId;
      /** As given beside the identifier; for newcomers. */
      readonly firstName?: string;
      readonly lastName?: string;
    }
  | { readonly kind: 'invalid'; readonly typed: string; readonly reason: string };

/** Questions to Slack under way at once. */
const ASKED_AT_ONCE = 8;

const WHY = {
  unknown: 'Slack knows no such person.',
  deactivated: 'This Slack account is deactivated. Use the e-mail or the account id.',
  guest: 'This is a guest in Slack. Use the e-mail or the account id.',
  bot: 'This is an app or a bot in Slack, not a person.',
  'other-workspace': 'This person belongs to another Slack workspace. Use the e-mail or the account id.',
  emailOutside:
    'The e-mail of this Slack profile is in a domain that does not count here. Use the e-mail or the account id.',
  noEmail: 'Slack shows no usable e-mail for this person. Use the e-mail or the account id.',
  unknownGroup: 'Slack knows no such user group.',
  emptyGroup: 'This user group has no members.',
} as const;

/**
 * Turns mentions and user groups into what names their people in the directory, which is their e-mail unless it says otherwise, as Slack has them now. Everything else passes through.
 * Throws PeopleUnavailable when Slack cannot answer for everybody: nobody is guessed, and nobody silently left out.
 */
export async function expand(
  people: People,
  identifiers: readonly Identifier[],
  signal: AbortSignal,
  lookupOf: LookupOf = byEmail,
): Promise<readonly Expanded[]> {
  const groupIds = identifiers.flatMap((one) => (one.kind === 'user-group' ? [one.slackUserGroupId] : []));
  const groups = await askEach(groupIds, (id) => people.groupMembers(id), signal);
  const personIds = identifiers.flatMap((one) => {
    if (one.kind === 'mention') return [one.slackUserId];
    return one.kind === 'user-group' ? (groups.get(one.slackUserGroupId) ?? []) : [];
  });
  const persons = await askEach(personIds, (id) => people.person(id), signal);

  return identifiers.flatMap((one) => expandOne(one, { groups, persons, lookupOf }));
}

/** How somebody in Slack is named in the directory; null when not at all. */
type LookupOf = (person: SlackPerson) => Lookup | null;

function byEmail({ email }: SlackPerson): Lookup | null {
  const read = email === null ? null : readEmail(email);
  return read === null ? null : { by: 'email', email: read };
}

/** What Slack answered; an id it was asked about and does not know is null. */
interface Answers {
  readonly groups: ReadonlyMap<SlackUserGroupId, readonly SlackUserId[] | null>;
  readonly persons: ReadonlyMap<SlackUserId, SlackPerson | null>;
  readonly lookupOf: LookupOf;
}

function expandOne(one: Identifier, answers: Answers): readonly Expanded[] {
  switch (one.kind) {
    case 'email':
      return [{ ...named(one), kind: 'lookup', typed: one.typed, lookup: { by: 'email', email: one.email } }];
    case 'account-id':
      return [{ kind: 'lookup', typed: one.typed, lookup: { by: 'id', id: one.id } }];
    case 'named':
      return [{ kind: 'lookup', typed: one.typed, lookup: one.lookup }];
    case 'mention': {
      const person = answers.persons.get(one.slackUserId) ?? null;
      return [expandPerson(person, mentioned(one.typed, person), answers)];
    }
    case 'user-group':
      return expandGroup(one.slackUserGroupId, one.typed, answers);
  }
}

const named = ({ firstName, lastName }: Extract<Identifier, { kind: 'email' }>) => ({
  ...(firstName === undefined ? {} : { firstName }),
  ...(lastName === undefined ? {} : { lastName }),
});
/** A mention that carries no name, as from a form, gets the one Slack shows; the id keeps two of the same name apart. */
function mentioned(typed: string, person: SlackPerson | null): string {
  const markup = readMarkup(typed);
  if (person === null || markup.kind !== 'mention' || markup.label !== null) return typed;
  return `@${person.displayName} (${person.id})`;
}

function expandPerson(person: SlackPerson | null, typed: string, { lookupOf }: Answers): Expanded {
  if (person === null) return { kind: 'invalid', typed, reason: WHY.unknown };
  if (person.standing !== 'member') return { kind: 'invalid', typed, reason: WHY[person.standing] };
  if (person.emailOutside) return { kind: 'invalid', typed, reason: WHY.emailOutside };
  const lookup = lookupOf(person);
  return lookup === null
    ? { kind: 'invalid', typed, reason: WHY.noEmail }
    : { kind: 'lookup', typed, lookup, slackUserId: person.id };
}

function expandGroup(id: SlackUserGroupId, typed: string, answers: Answers): readonly Expanded[] {
  const { groups, persons } = answers;
  const members = groups.get(id) ?? null;
  if (members === null) return [{ kind: 'invalid', typed, reason: WHY.unknownGroup }];
  if (members.length === 0) return [{ kind: 'invalid', typed, reason: WHY.emptyGroup }];
  return members.map((memberId) => {
    const person = persons.get(memberId) ?? null;
    return expandPerson(person, `${groupName(typed)} → ${person?.displayName ?? memberId}`, answers);
  });
}

/** "@admins" for `<!subteam^S123|@admins>`. */
function groupName(typed: string): string {
  const markup = readMarkup(typed);
  return markup.kind === 'user-group' ? (markup.label ?? `@${markup.slackUserGroupId}`) : typed;
}

/** Asks once for each different id. After a failure no further question is asked. */
async function askEach<Id, Answer>(
  ids: readonly Id[],
  ask: (id: Id) => Promise<Answer>,
  signal: AbortSignal,
): Promise<ReadonlyMap<Id, Answer>> {
  const answers = new Map<Id, Answer>();
  const waiting = new Set(ids).values();
  let failed = false;
  const lane = async () => {
    for (const id of waiting) {
      if (failed) return;
      if (signal.aborted) throw new PeopleUnavailable('Slack took too long', { cause: signal.reason });
      answers.set(id, await ask(id));
    }
  };
  const lanes = Array.from({ length: ASKED_AT_ONCE }, () =>
    lane().catch((error: unknown) => {
      failed = true;
      throw error;
    }),
  );
  await Promise.all(lanes);
  return answers;
}
