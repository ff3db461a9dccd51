import type { RequestId } from '../ids.ts';
import { insertNotice } from '../notices/notice-records.ts';
import type { UseCaseDeps } from '../requests/deps.ts';
import { loadRequest } from '../requests/request-records.ts';
import type { Actor, Refused, UseCases } from '../requests/use-cases.ts';
import { appendEvent } from './event.ts';
import { personal } from './sealed.ts';

type Answer = { readonly kind: string };
type TooLate = { readonly kind: 'too-late'; readonly reason: string };

const isNo = (answer: Answer): answer is Refused | TooLate => answer.kind === 'refused' || answer.kind === 'too-late';

/** What was tried, as far as it was said. */
interface Attempt {
  readonly what: string;
  readonly actor: Actor;
  readonly request?: RequestId;
  readonly directory?: string | null;
  readonly operation?: string;
}

/**
 * The same use cases, with every no on record: who tried what and what they were told. Nothing was changed by it, so there is
 * no change to share a transaction with. Looking at requests is not on record; looking people up is.
 */
export function auditRefusals(
  deps: Pick<UseCaseDeps, 'store' | 'clock' | 'random' | 'directories'>,
  useCases: UseCases,
): UseCases {
  const { store, clock, random } = deps;

  const noted = async <T extends Answer>(attempt: Attempt, work: () => Promise<T>): Promise<T> => {
    const answer = await work();
    if (!isNo(answer)) return answer;
    const { what, actor } = attempt;
    const rule = answer.kind === 'refused' ? answer.rule : undefined;
    // What was typed may be anything; only names that the configuration knows are taken into the trail.
    const places = [...deps.directories.all.values()].map(({ directory }) => directory);
    const directory = places.find(({ name }) => name === attempt.directory)?.name ?? null;
    const operation = places.some(({ operations }) => operations.has(attempt.operation ?? ''))
      ? (attempt.operation ?? null)
      : null;
    await store.write(async (tx) => {
      // An id that nothing has comes from a made-up button: what it says is not taken into the trail.
      const known = attempt.request === undefined ? null : await loadRequest(tx, attempt.request);
      const now = clock.now();
      const place = { directory: known?.directory ?? directory, operation: known?.operation ?? operation };
      // Who clicked too soon harms nobody: no news for others.
      if (rule !== undefined && rule !== 'reading-time')
        await insertNotice(tx, { kind: 'refused', by: actor.id, what, ...place, why: answer.reason }, now, random);
      await appendEvent(
        tx,
        {
          at: now,
          requestId: known?.id ?? null,
          actor: actor.id,
          kind: 'refused',
          data: {
            what,
            why: answer.kind,
            team: actor.teamId,
            ...place,
            ...(rule === undefined ? {} : { rule }),
            reason: personal(answer.reason),
          },
        },
        random,
      );
    });
    return answer;
  };

  return {
    // Looking at requests. Listed one by one, so that a new use case cannot be forgotten here.
    showDraft: (id, actor) => useCases.showDraft(id, actor),
    status: (idOrPrefix, actor) => useCases.status(idOrPrefix, actor),
    recent: (actor, kind, limit) => useCases.recent(actor, kind, limit),
    history: (actor, kind, filter, limit) => useCases.history(actor, kind, filter, limit),
    frozen: (actor) => useCases.frozen(actor),
    groupNames: (actor, kind, directory) => useCases.groupNames(actor, kind, directory),
    mayLookUp: (actor, kind) => useCases.mayLookUp(actor, kind),
    permitted: (actor, kind) => useCases.permitted(actor, kind),

    quiet: (request, actor) => noted({ what: 'quiet', actor, request }, () => useCases.quiet(request, actor)),
    preview: (ask) => noted({ what: 'preview', ...ask }, () => useCases.preview(ask)),
    cancelDraft: (request, actor) =>
      noted({ what: 'cancel', actor, request }, () => useCases.cancelDraft(request, actor)),
    submit: (request, actor, given) =>
      noted({ what: 'submit', actor, request }, () => useCases.submit(request, actor, given)),
    withdraw: (request, actor) => noted({ what: 'withdraw', actor, request }, () => useCases.withdraw(request, actor)),
    approve: (request, actor) => noted({ what: 'approve', actor, request }, () => useCases.approve(request, actor)),
    reject: (request, actor, reason) =>
      noted({ what: 'reject', actor, request }, () => useCases.reject(request, actor, reason)),
    mayDecide: (request, actor) => noted({ what: 'decide', actor, request }, () => useCases.mayDecide(request, actor)),
    stop: (request, actor) => noted({ what: 'stop', actor, request }, () => useCases.stop(request, actor)),
    resume: (request, actor) => noted({ what: 'resume', actor, request }, () => useCases.resume(request, actor)),
    retryFailed: (request, actor) =>
      noted({ what: 'retry-failed', actor, request }, () => useCases.retryFailed(request, actor)),
    freeze: (actor, reason) => noted({ what: 'freeze', actor }, () => useCases.freeze(actor, reason)),
    unfreeze: (actor) => noted({ what: 'unfreeze', actor }, () => useCases.unfreeze(actor)),
    lookup: async (ask) => {
      const answer = await noted({ what: 'lookup', ...ask }, () => useCases.lookup(ask));
      if (answer.kind === 'refused') return answer;
      const { directory, found } = answer;
      const { id, teamId } = ask.actor;
      const data = { directory, people: found.length, team: teamId };
      await store.write((tx) =>
        appendEvent(tx, { at: clock.now(), requestId: null, actor: id, kind: 'people.looked-up', data }, random),
      );
      return answer;
    },
  };
}
