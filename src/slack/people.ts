import { WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import { z } from 'zod';
import { type SlackTeamId, type SlackUserId, slackTeamId, slackUserId } from '../ids.ts';
import { type People, PeopleUnavailable, type SlackPerson } from '../people/person.ts';
import type { Clock } from '../runtime/clock.ts';

/** How long an answer of Slack's may be used again. Rights are lost this much later at most. */
const FRESH_MS = 60_000;
/** Kept at once; beyond it everything is asked afresh. */
const KEPT = 5_000;

/** https://docs.slack.dev/reference/objects/user-object */
const User = z.object({
  id: z.string().min(1),
  team_id: z.string().min(1).optional(),
  deleted: z.boolean().default(false),
  is_bot: z.boolean().default(false),
  is_restricted: z.boolean().default(false),
  is_ultra_restricted: z.boolean().default(false),
  is_stranger: z.boolean().default(false),
  real_name: z.string().nullish().catch(null),
  name: z.string().nullish().catch(null),
  profile: z
    .object({
      display_name: z.string().nullish().catch(null),
      real_name: z.string().nullish().catch(null),
      email: z.string().nullish().catch(null),
      team: z.string().nullish().catch(null),
    })
    .default({}),
});
const UserAnswer = z.object({ user: User });
const MembersAnswer = z.object({ users: z.array(z.string().min(1)).default([]) });

/** Slack's own helper is a person by every flag it carries. */
const SLACKBOT = 'USLACKBOT';

function standingOf(
  user: z.infer<typeof User>,
  teamId: string | undefined,
  ours: SlackTeamId,
): SlackPerson['standing'] {
  if (user.deleted) return 'deactivated';
  if (user.is_bot || user.id === SLACKBOT) return 'bot';
  if (teamId !== ours || user.is_stranger) return 'other-workspace';
  if (user.is_restricted || user.is_ultra_restricted) return 'guest';
  return 'member';
}

function readPerson(answer: unknown, ours: SlackTeamId): SlackPerson {
  const { user } = UserAnswer.parse(answer);
  const teamId = user.team_id ?? user.profile.team ?? undefined;
  return {
    id: slackUserId(user.id),
    teamId: slackTeamId(teamId ?? ''),
    displayName: user.profile.display_name || user.profile.real_name || user.real_name || user.name || user.id,
    email: user.profile.email || null,
    standing: standingOf(user, teamId, ours),
  };
}

/** One answer per key for a while, and one question at a time: whoever asks meanwhile waits for the same answer. */
class Remembered<Key, Value> {
  readonly #answers = new Map<Key, { readonly value: Promise<Value>; readonly until: number }>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get(key: Key, ask: () => Promise<Value>): Promise<Value> {
    const known = this.#answers.get(key);
    const now = this.#clock.now();
    // A clock that jumped back must not keep an answer alive for longer.
    if (known && now < known.until && now >= known.until - FRESH_MS) return known.value;
    if (this.#answers.size >= KEPT) this.#answers.clear();
    const value = ask();
    this.#answers.set(key, { value, until: now + FRESH_MS });
    value.catch(() => {
      if (this.#answers.get(key)?.value === value) this.#answers.delete(key);
    });
    return value;
  }
}

export interface PeopleDeps {
  /** Must reject rate-limited calls at once instead of waiting. */
  readonly client: Pick<WebClient, 'users' | 'usergroups'>;
  readonly teamId: SlackTeamId;
  readonly clock: Clock;
}

/** People as Slack knows them right now, give or take a minute. Needs the scopes users:read, users:read.email, usergroups:read. */
export function createPeople({ client, teamId, clock }: PeopleDeps): People {
  const persons = new Remembered<string, SlackPerson | null>(clock);
  const groups = new Remembered<string, readonly SlackUserId[] | null>(clock);
  const notBefore = new Map<string, number>();

  /** `unknown`: the error codes with which Slack says that there is no such thing. */
  const ask = async <T>(method: string, unknown: readonly string[], call: () => Promise<T>): Promise<T | null> => {
    if (clock.now() < (notBefore.get(method) ?? 0)) throw new PeopleUnavailable('Slack asked us to wait');
    try {
      return await call();
    } catch (error) {
      if (error instanceof WebAPIPlatformError && unknown.includes(error.data.error)) return null;
      if (error instanceof WebAPIRateLimitedError) notBefore.set(method, clock.now() + error.retryAfter * 1_000);
      throw new PeopleUnavailable('Slack could not be asked about people', { cause: error });
    }
  };

  return {
    person: (id) =>
      persons.get(id, () =>
        ask('users.info', ['user_not_found', 'user_not_visible'], async () =>
          readPerson(await client.users.info({ user: id }), teamId),
        ),
      ),
    groupMembers: (id) =>
      groups.get(id, () =>
        ask('usergroups.users.list', ['no_such_subteam'], async () => {
          const { users } = MembersAnswer.parse(await client.usergroups.users.list({ usergroup: id }));
          return users.map(slackUserId);
        }),
      ),
  };
}
