import type { Lookup } from '../directories/directory.ts';
import type { SlackUserId } from '../ids.ts';
import type { People, SlackPerson } from '../people/person.ts';
import type { Identifier } from './target.ts';

/** Who one identifier stands for: a lookup in the directory, or the reason why there is none. A group is several. */
export type Expanded =
  | { readonly kind: 'lookup'; readonly typed: string; readonly lookup: Lookup }
  | { readonly kind: 'invalid'; readonly typed: string; readonly reason: string };

/** Slack allows 100 look-ups a minute and more; a few at a time keep well below it. */
const AT_ONCE = 8;

/**
 * Turns identifiers into lookups, in order. Mentions become the e-mail of the Slack profile; groups become their present
 * members. Each person is asked about once.
 * @throws PeopleUnavailable when Slack cannot be asked: nobody is guessed
 */
export async function expand(people: People, identifiers: readonly Identifier[]): Promise<readonly Expanded[]> {
  const members = new Map<Identifier, readonly SlackUserId[] | null>();
  for (const identifier of identifiers) {
    if (identifier.kind === 'user-group')
      members.set(identifier, await people.groupMembers(identifier.slackUserGroupId));
  }
  const asked = new Set<SlackUserId>();
  for (const identifier of identifiers) {
    if (identifier.kind === 'mention') asked.add(identifier.slackUserId);
    for (const member of members.get(identifier) ?? []) asked.add(member);
  }
  const persons = await askAll(people, [...asked]);

  const expandOne = (identifier: Identifier): readonly Expanded[] => {
    const { typed } = identifier;
    switch (identifier.kind) {
      case 'mention':
        return [fromPerson(typed, persons.get(identifier.slackUserId) ?? null)];
      case 'user-group':
        return fromGroup(typed, members.get(identifier) ?? null, persons);
      case 'email':
        return [{ kind: 'lookup', typed, lookup: { by: 'email', email: identifier.email } }];
      case 'account-id':
        return [{ kind: 'lookup', typed, lookup: { by: 'id', id: identifier.id } }];
    }
  };
  return identifiers.flatMap(expandOne);
}

function fromGroup(
  typed: string,
  members: readonly SlackUserId[] | null,
  persons: ReadonlyMap<SlackUserId, SlackPerson | null>,
): readonly Expanded[] {
  if (!members) return [{ kind: 'invalid', typed, reason: 'Slack knows no such user group.' }];
  if (members.length === 0) return [{ kind: 'invalid', typed, reason: 'This user group has no members.' }];
  return members.map((id) => {
    const person = persons.get(id) ?? null;
    return fromPerson(`${typed} › ${person?.displayName ?? id}`, person);
  });
}

async function askAll(
  people: People,
  ids: readonly SlackUserId[],
): Promise<ReadonlyMap<SlackUserId, SlackPerson | null>> {
  const persons = new Map<SlackUserId, SlackPerson | null>();
  const waiting = ids.values();
  const askNext = async () => {
    for (const id of waiting) persons.set(id, await people.person(id));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askNext));
  return persons;
}

function fromPerson(mentioned: string, person: SlackPerson | null): Expanded {
  // The name comes from Slack itself, not from a label that anybody could have written.
  const typed = person && mentioned.startsWith('<@') ? `@${person.displayName}` : mentioned;
  const invalid = (reason: string): Expanded => ({ kind: 'invalid', typed, reason });
  switch (person?.standing) {
    case undefined:
      return invalid('Slack knows no such person.');
    case 'deactivated':
      return invalid(
        'This Slack account is deactivated, so its e-mail address may belong to nobody. Use the e-mail address itself.',
      );
    case 'guest':
      return invalid('This is a guest of the workspace. Use the e-mail address if you mean them.');
    case 'bot':
      return invalid('This is a bot.');
    case 'other-workspace':
      return invalid('This person belongs to another workspace.');
    case 'member':
      if (person.email === null) return invalid('This Slack profile shows no e-mail address. Use the address itself.');
      return { kind: 'lookup', typed, lookup: { by: 'email', email: person.email.toLowerCase() } };
  }
}
