import { z } from 'zod';
import type { AccountId } from '../../../ids.ts';
import { inParallel, READS_AT_ONCE } from '../../in-parallel.ts';
import type { Details, Look, Operation, Prepared, ReadBack } from '../../operation.ts';
import { isArchived } from '../account-of.ts';
import { answeredFor } from '../call-result.ts';
import { APPS_OPTION, chooseApps, chosenApps } from './app-choice.ts';
import { assertUserBatch } from './batch.ts';
import { endSessions, readSessions } from './end-sessions.ts';
import type { OperationParts } from './parts.ts';

type Parts = Pick<OperationParts, 'client' | 'sessions'>;

/** Log-ins are told of one person at a time: at five a second, so many take a preview's patience. */
const MOST_PEOPLE = 400;

/** kick-users: one person a call. Whom it signs out of what is pinned when it is asked for. */
export function kick(parts: Parts): Operation {
  return {
    words: {
      verb: 'kick',
      done: 'logged out',
      doing: 'logging out',
      effect:
        'They are logged out of all applications they are logged in to now, or of the chosen ones, and have to log in anew.',
    },
    traits: {
      batchSize: 1,
      reversible: true,
      inverse: null,
      whenInDoubt: 'after-read-back',
      noMayMeanDone: false,
      canBeReadBack: true,
    },
    options: [APPS_OPTION],
    choose: async (typed) => chooseApps(typed[APPS_OPTION]),
    assess: (account) =>
      isArchived(account) ? { kind: 'invalid', reason: 'This account is archived.' } : { kind: 'will-change' },
    async prepare(accounts, choices, signal) {
      if (accounts.length > MOST_PEOPLE) return new Map(accounts.map(({ id }) => [id, TOO_MANY]));
      const chosen = chosenApps(choices);
      const prepared = await inParallel(accounts, READS_AT_ONCE, async ({ id }) => {
        const apps = await parts.sessions(id, signal);
        return [id, pinned(apps?.map(({ appId }) => appId) ?? [], chosen)] as const;
      });
      return new Map(prepared);
    },
    async apply(call) {
      assertUserBatch(call, 1);
      const [id] = call.members;
      if (id === undefined) throw new Error('A batch must have 1 member');
      const ended = await endSessions(id, pinnedApps(call.details.get(id)), parts, call.signal);
      if (ended.kind === 'not-asked') return ended.result;
      return ended.kind === 'none'
        ? answeredFor(id, { kind: 'succeeded' }, null)
        : { kind: 'taken', requestId: ended.requestId };
    },
    // No account shows where its person is logged in.
    readBack: () => 'cannot-tell',
    look: (look) => lookAtSessions(look, parts),
  };
}

const TOO_MANY: Prepared = {
  kind: 'invalid',
  reason: `GenAuth tells of log-ins one person at a time: ask for at most ${MOST_PEOPLE} people at once.`,
};

function pinned(appIds: readonly string[], chosen: readonly string[] | null): Prepared {
  const meant = [...new Set(appIds)].filter((appId) => chosen?.includes(appId) ?? true).sort();
  if (meant.length > 0) return { kind: 'prepared', details: { [DETAIL]: JSON.stringify(meant) } };
  return chosen === null
    ? { kind: 'already-so', reason: 'This person is not logged in to any application.' }
    : { kind: 'already-so', reason: 'This person is not logged in to any of these applications.' };
}

const DETAIL = 'appIds';
const AppIds = z.array(z.string().min(1)).min(1);

/** Throws when the details are none of ours. */
const pinnedApps = (details: Details | undefined): readonly string[] =>
  AppIds.parse(JSON.parse(details?.[DETAIL] ?? 'null'));

async function lookAtSessions(
  { members, details, signal }: Look,
  parts: Parts,
): Promise<ReadonlyMap<AccountId, ReadBack>> {
  const seen = await inParallel(members, READS_AT_ONCE, async (id): Promise<readonly [AccountId, ReadBack]> => {
    const read = await readSessions(id, parts, signal);
    if (read.kind === 'unread') return [id, 'cannot-tell'];
    const { appIds } = read;
    if (appIds === null) return [id, 'gone'];
    const left = pinnedApps(details.get(id)).some((appId) => appIds.includes(appId));
    return [id, left ? 'not-in-effect' : 'in-effect'];
  });
  return new Map(seen);
}
