import { type RequestId, requestId, type SlackUserId } from '../../../src/ids.ts';
import { END_STATES, type RequestStateKind } from '../../../src/requests/request.ts';
import type { Actor, Previewed, UseCases } from '../../../src/requests/use-cases.ts';
import type { Store } from '../../../src/store/store.ts';
import { TEAM } from '../../support/fake-people.ts';
import type { SimulatedSlack } from '../slack/simulated-slack.ts';
import type { Chance } from '../world/chance.ts';
import type { Crowd } from '../world/crowd.ts';
import type { Fleet } from '../world/fleet.ts';
import type { Told, Trace } from '../world/trace.ts';
import type { FaultSite } from '../world/weather.ts';
import type { WorldClock } from '../world/world-clock.ts';
import type { Deed, Ledger } from './ledger.ts';
import type { StartPlot, Wish } from './wish.ts';

export interface StoryParts {
  readonly world: WorldClock;
  readonly trace: Trace;
  readonly chance: Chance;
  readonly fleet: Fleet;
  readonly crowd: Crowd;
  readonly slack: SimulatedSlack;
  readonly store: Store;
  readonly kind: string;
  readonly expiresAfterMs: number;
  readonly coolDownMs: number;
  /** When faults have ended. */
  readonly calmAt: number;
  readonly ledger: Ledger;
  readonly clicks: { readonly late: FaultSite; readonly doubled: FaultSite };
  /** Told when an approval is about to be the last one needed: the request could be called from `inMs` on. */
  readonly starts: (plot: StartPlot, approver: SlackUserId, inMs: number) => void;
}

const PATIENCE_MS = 60_000;
/** A preview says itself when it took too long. */
const PREVIEW_PATIENCE_MS = 150_000;
const LOOKS_AT_LEAST_EVERY_MS = 5 * 60_000;
/** Whoever waits for trouble keeps an eye on the card. */
const WATCHES_EVERY_MS = 1_500;
/** Whoever is about to stop it does not take their eyes off it, but not for hours. */
const STARES_EVERY_MS = 150;
const STARES = 200;
/** What is refused for good, or for a day. */
const GIVES_UP = /^(Nobody failed|Too many within 24 hours)/;
const REASON = 'Left the company';
const person = (id: SlackUserId): Actor => ({ id, teamId: TEAM });
const hasEnded = (state: RequestStateKind) => END_STATES.some((end) => end === state);

/**
 * What people do: each looks at how a request stands, does what they are there for, and does it again when nothing came
 * of it, as people do whose click was lost.
 */
export function people(parts: StoryParts) {
  const { world, chance, fleet, crowd, slack, store, ledger } = parts;
  let clicks = 0;

  /** One click, which may come late and twice; null when no answer came. */
  const click = async <T>(work: (useCases: UseCases) => Promise<T>, patienceMs = PATIENCE_MS): Promise<T | null> => {
    clicks += 1;
    const key = `trigger:${clicks}`;
    if (parts.clicks.late.happens()) await world.sleep(chance.between(100, 120_000));
    const process = await fleet.any();
    if (parts.clicks.doubled.happens()) {
      world.later(chance.between(0, 60_000), () => {
        void fleet.any().then((other) => other.deliver(key, work).catch(() => {}));
      });
    }
    const gaveUp = new AbortController();
    const answer = await Promise.race([
      process.deliver(key, work).catch(() => null),
      world.sleep(patienceMs, gaveUp.signal).then(() => null),
    ]);
    gaveUp.abort();
    return answer === 'delivered before' ? null : answer;
  };

  const act = async (id: RequestId, deed: Deed, who: SlackUserId): Promise<void> => {
    ledger.done.push({ request: id, deed, who, at: world.now() });
    const told = await click((useCases): Promise<Told> => {
      switch (deed) {
        case 'submit':
          return submit(useCases, id, who);
        case 'approve':
          return useCases.approve(id, person(who));
        case 'reject':
          return useCases.reject(id, person(who), 'Not now');
        case 'withdraw':
          return useCases.withdraw(id, person(who));
        case 'stop':
          return useCases.stop(id, person(who));
        case 'resume':
          return useCases.resume(id, person(who));
      }
    });
    parts.trace.clicked(world.now() - world.startedAt, who, `${deed} ${id}`, told);
  };

  /** Types the phrase where one is asked for. */
  const submit = async (useCases: UseCases, id: RequestId, who: SlackUserId) => {
    const first = await useCases.submit(id, person(who), { reason: REASON, phrase: null });
    return first.kind === 'needs-phrase'
      ? useCases.submit(id, person(who), { reason: REASON, phrase: first.phrase })
      : first;
  };

  const stateOf = async (id: RequestId): Promise<RequestStateKind> => {
    const row = await store.db.selectFrom('requests').select('state').where('id', '=', id).executeTakeFirstOrThrow();
    return row.state as RequestStateKind;
  };

  /** Until a preview comes; null when there is nothing to ask for. */
  const previewed = async (
    wish: Wish,
    retryOf: RequestId | null,
    preview: (useCases: UseCases) => Promise<Previewed>,
  ): Promise<RequestId | null> => {
    for (;;) {
      const answer = await click(preview, PREVIEW_PATIENCE_MS);
      if (answer?.kind === 'previewed') {
        const { id } = answer.view.request;
        ledger.asked.push({ request: id, wish, retryOf });
        return id;
      }
      if (answer?.kind === 'nothing-to-do') return null;
      if (answer?.kind === 'refused' && GIVES_UP.test(answer.reason)) return null;
      await world.sleep(chance.between(2_000, 40_000));
    }
  };

  /** What somebody would do about a request that stands so, or nothing. */
  const nextDeed = (
    id: RequestId,
    { plot, operation }: Wish,
    state: RequestStateKind,
    since: { readonly pending: number; readonly approved: number; readonly running: number },
  ): readonly [Deed, SlackUserId] | null => {
    const { alice, bob, carol, erin } = crowd;
    const passed = (at: number, ms: number) => world.now() >= at + ms;
    const submittedFrom = ledger.doneTo(id, 'submit')[0]?.at ?? world.now();
    switch (state) {
      case 'drafted':
        return ['submit', alice];
      case 'pending': {
        if (plot.decision === 'nobody' || slack.cardOf(id) === null) return null;
        if (plot.decision === 'too-late' && !passed(since.pending, parts.expiresAfterMs)) return null;
        if (plot.decision === 'withdraw') return ['withdraw', alice];
        if (plot.decision === 'reject') return ['reject', bob];
        const said = new Set(ledger.doneTo(id, 'approve').map(({ who }) => who));
        if (crowd.approvers.includes(erin)) {
          const [next = chance.pick([bob, carol, erin])] = crowd.approvers.filter((who) => !said.has(who));
          return ['approve', chance.happens(0.7) ? next : chance.pick([bob, carol, erin])];
        }
        const first = operation.reversible ? chance.pick([bob, carol]) : bob;
        // A click that came too soon is made again.
        const second = said.has(carol) && chance.happens(0.5) ? bob : carol;
        return ['approve', !operation.reversible && said.has(first) ? second : first];
      }
      case 'approved':
      case 'running':
        if (plot.stopAtTrouble && slack.cardOf(id)?.text.includes('The same call is repeated')) return ['stop', alice];
        if (plot.stopAfterRunningMs !== null && passed(since.running, plot.stopAfterRunningMs)) return ['stop', alice];
        return plot.stopAfterMs !== null && passed(since.approved, plot.stopAfterMs) ? ['stop', alice] : null;
      case 'paused':
        if (plot.whenPaused === 'resume') return ['resume', chance.pick([bob, carol])];
        // The requester always may.
        return ['stop', crowd.mayBeUnpinned(carol, submittedFrom, since.pending) ? alice : carol];
      default:
        return null;
    }
  };

  /** Cards that are open on somebody's screen still have their buttons. */
  const clickInVain = async (id: RequestId): Promise<void> => {
    await act(id, 'approve', crowd.bob);
    await act(id, 'approve', crowd.carol);
    await world.sleep(3_000);
  };

  /** Looks after one request until it has ended. */
  const attend = async (id: RequestId, wish: Wish): Promise<void> => {
    const never = Number.POSITIVE_INFINITY;
    const since = { pending: never, approved: never, running: never };
    let stares = 0;
    let looks = 0;
    let idle = 0;
    let before: RequestStateKind | null = null;
    let { atItsStart } = wish.plot;
    for (;;) {
      const state = await stateOf(id);
      idle = state === before ? idle + 1 : 0;
      before = state;
      if (hasEnded(state)) {
        const coolsForMs = wish.operation.reversible ? 0 : parts.coolDownMs;
        const calmForMs = world.now() - Math.max(since.approved + coolsForMs, parts.calmAt);
        if (Number.isFinite(since.approved)) ledger.ended.push({ request: id, calmForMs });
        if (wish.plot.meddling || wish.plot.decision === 'too-late') await clickInVain(id);
        return;
      }
      if (state !== 'drafted') since.pending = Math.min(since.pending, world.now());
      if (state === 'approved' || state === 'running') since.approved = Math.min(since.approved, world.now());
      if (state === 'running') since.running = Math.min(since.running, world.now());
      const deed = nextDeed(id, wish, state, since);
      if (state === 'pending' && wish.plot.meddling && looks % 3 === 0) {
        await act(id, 'approve', crowd.alice);
        await act(id, 'approve', crowd.dave);
      }
      looks += 1;
      const yes = new Set(ledger.doneTo(id, 'approve').map(({ who }) => who)).size;
      if (atItsStart && deed?.[0] === 'approve' && crowd.areEnoughWithOneMore(yes, wish.operation.reversible)) {
        parts.starts(atItsStart, deed[1], wish.operation.reversible ? 0 : parts.coolDownMs);
        atItsStart = null;
      }
      if (deed) await act(id, ...deed);
      // Two who decide on the same card at the same moment.
      if (deed?.[0] === 'approve' && chance.happens(0.2)) void act(id, 'approve', crowd.carol).catch(world.fail);
      const watches = wish.plot.stopAtTrouble && (state === 'approved' || state === 'running');
      const longest = watches ? WATCHES_EVERY_MS : LOOKS_AT_LEAST_EVERY_MS;
      if (wish.plot.stopAfterRunningMs !== null && !deed && since.approved < never && stares < STARES) {
        stares += 1;
        await world.sleep(STARES_EVERY_MS);
        continue;
      }
      // Who has nothing to do looks less and less often.
      await world.sleep(chance.between(300, deed ? 30_000 : Math.min(5_000 * 1.5 ** idle, longest)));
    }
  };

  return async (wish: Wish): Promise<void> => {
    await world.sleep(wish.afterMs);
    const ask = {
      actor: person(crowd.alice),
      kind: parts.kind,
      operation: wish.operation.verb,
      directory: null,
      people: {
        identifiers: wish.people.map(({ byId, byEmail }) => (wish.byEmail ? byEmail : byId)),
        unreadable: [],
      },
      selection: null,
      options: wish.operation.options,
      reason: REASON,
    };
    for (;;) {
      const id = await previewed(wish, null, (useCases) => useCases.preview(ask));
      if (id === null) return;
      await attend(id, wish);
      // A draft nobody could submit in time, or cards nobody could see: it is asked for anew.
      if ((await stateOf(id)) === 'lapsed') continue;
      if (!wish.plot.retry) return;
      const ended = await stateOf(id);
      if (ended !== 'finished' && ended !== 'stopped') return;
      const again = await previewed(wish, id, (useCases) => useCases.retryFailed(requestId(id), person(crowd.alice)));
      if (again !== null) await attend(again, wish);
      return;
    }
  };
}
