import { storedFacts } from './approvals/request-facts.ts';
import { createRightsCheck } from './approvals/rights-check.ts';
import { type Checkpointer, createCheckpointer } from './audit/checkpoints/checkpointer.ts';
import { openPlaces } from './audit/checkpoints/open-places.ts';
import { digestConfiguration, noteConfiguration } from './audit/configuration.ts';
import type { Config, ConfiguredDirectory } from './config/config.ts';
import { secretValues } from './config/secrets.ts';
import type { DirectoryKind } from './directories/directory.ts';
import { genAuthKind } from './directories/genauth/kind.ts';
import { type Directories, isReversible, type ManagedDirectory } from './directories/managed.ts';
import { wickrKind } from './directories/wickr/kind.ts';
import { createDispatcher } from './dispatch/dispatcher.ts';
import { createObserver } from './dispatch/observer.ts';
import type { DirectoryName } from './ids.ts';
import { limitEmails } from './people/email-domains.ts';
import { describeOperations } from './report/operation-info.ts';
import { coolDownsDue } from './requests/cool-downs.ts';
import { ringAll, type UseCaseDeps } from './requests/deps.ts';
import { expireDue } from './requests/expire.ts';
import { noteOutsideFreeze } from './requests/note-outside-freeze.ts';
import { loadTargets, loadView } from './requests/request-records.ts';
import { Bell } from './runtime/bell.ts';
import type { SteadyClock } from './runtime/clock.ts';
import { startLoop } from './runtime/loop.ts';
import { type Random, uuidV7 } from './runtime/random.ts';
import { FREEZE_SOURCES } from './safeguards/freeze.ts';
import { isFrozen, loadFreezes } from './safeguards/freeze-records.ts';
import { createOutsideFreeze } from './safeguards/outside-freeze.ts';
import { STANDARD_SAFEGUARDS } from './safeguards/settings.ts';
import { openSlackLink, type SlackLink } from './slack/link.ts';
import { createPeople } from './slack/people.ts';
import { cardAppearedAt } from './slack/present/card-appeared.ts';
import { createSlack } from './slack/slack.ts';
import { openStore } from './store/open-store.ts';
import type { Store } from './store/store.ts';
import { createHealthHandler, HEALTH_PATHS } from './telemetry/health.ts';
import type { Log } from './telemetry/log.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { createReadiness } from './telemetry/readiness.ts';
import { createScrubText } from './telemetry/scrub-text.ts';
import { serve } from './telemetry/serve.ts';
import { createUseCases } from './use-cases.ts';

/** Every kind of directory Muster knows. A new one is a folder under directories/ and an entry here. */
export const DIRECTORY_KINDS: readonly DirectoryKind[] = [wickrKind, genAuthKind];

export interface BotOptions {
  readonly config: Config;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: SteadyClock;
  readonly random: Random;
  readonly log: Log;
  /** Something happened after which this process is of no use; it should stop and be started again. */
  readonly onFatal: (reason: string) => void;
  readonly leases?: Leases;
}

/** How long the claims of a process outlive it, in milliseconds. Only tests that wait for that change it. */
export interface Leases {
  readonly dispatchMs: number;
  readonly presentMs: number;
}

export interface Bot {
  /** Where `/livez`, `/readyz` and `/metrics` are served, and Slack's deliveries in HTTP mode. */
  readonly port: number;
  /**
   * Takes nothing new, lets what is under way end for up to `WORK_ENDS_WITHIN_MS`, and closes everything. A call that
   * takes longer is left behind as a doubt, which the next start reads back.
   */
  stop(): Promise<void>;
}

/** SIGTERM to exit is ten seconds; the rest is for closing. */
const WORK_ENDS_WITHIN_MS = 8_000;
/** What falls due is looked for this often at least. */
const CLOCK_EVERY_MS = 1_000;

/**
 * Builds every part from the configuration, connects them, and starts them: the only place that knows everybody.
 * @throws DatabaseInUse, SlackLinkError, PortUnavailable, or what a part threw; whatever was opened is closed again
 */
export async function startBot({ config, env, clock, random, log, onFatal, leases }: BotOptions): Promise<Bot> {
  const opened: (() => Promise<void>)[] = [];
  /** In reverse order of opening; one that fails does not keep the others open. */
  const closeAll = async () => {
    for (const close of opened.reverse()) {
      await close().catch((error: unknown) => log.warn({ err: error }, 'A part did not close cleanly'));
    }
  };
  const keep = <T>(part: T, close: (part: T) => Promise<void>): T => {
    opened.push(() => close(part));
    return part;
  };

  try {
    const store = keep(await openStore({ url: config.databaseUrl, log, clock }), (open) => open.close());
    const configuration = digestConfiguration(config, createScrubText(secretValues(env)));
    if (await noteConfiguration({ store, clock, random }, configuration))
      log.info({ digest: configuration.digest }, 'The configuration is not the one of the last start');
    const directories = keep(openDirectories(config, { clock, log, env }), closeDirectories);
    const link = await openSlackLink({ config: config.slack, clock, log });
    const people = limitEmails(
      createPeople({ client: link.interactive, teamId: link.identity.teamId, clock }),
      config.people.emailDomains,
    );
    const rights = createRightsCheck({
      policy: config.policy,
      people,
      teamId: link.identity.teamId,
      isReversible: (scope) => isReversible(directories, scope),
      facts: storedFacts(store),
    });
    const metrics = createMetrics();
    const changed = { dispatch: new Bell(), present: new Bell(), clock: new Bell() };
    // A change made by another process is worked on here as soon as one of our own.
    keep(
      store.watch(() => ringAll(changed)),
      (wakeUps) => wakeUps.stop(),
    );
    const deps: UseCaseDeps & { readonly clock: SteadyClock } = {
      store,
      clock,
      random,
      log,
      directories,
      people,
      rights,
      expiresAfterMs: config.policy.expiresAfterMs,
      cardAppearedAt: (id) => cardAppearedAt(store.db, id),
      ...(config.policy.startsWithinMs === undefined ? {} : { startsWithinMs: config.policy.startsWithinMs }),
      ...(config.policy.remindAfterMs === undefined ? {} : { remindAfterMs: config.policy.remindAfterMs }),
      changed,
    };
    const outside = createOutsideFreeze(env);
    const alone = store.dialect === 'sqlite';
    const me = { owner: uuidV7(clock.now(), random), alone };
    const dispatcher = createDispatcher({
      ...deps,
      alone,
      ...(leases ? { leaseMs: leases.dispatchMs } : {}),
      observe: createObserver(metrics),
      frozenOutside: () => Object.values(outside()).includes(true),
    });

    const readiness = createReadiness({
      isFrozen: () => isFrozen(store.db),
      clock,
      log,
      checks: [
        { name: 'store', check: () => store.check() },
        {
          name: 'slack',
          check: () => {
            if (!slack.ready()) throw new Error('Slack is not connected');
          },
        },
      ],
    });
    const health = createHealthHandler({ readiness, registry: metrics.registry, log });
    const slack = createSlack({
      link,
      listen: { port: config.port },
      routes: HEALTH_PATHS.map((path) => ({ path, method: ['GET', 'HEAD'], handler: health })),
      approvalsChannel: config.channels.approvals,
      noticesChannel: config.channels.notices,
      refused: (because) => metrics.refusedRequests.inc({ because }),
      timed: (kind) => {
        const since = clock.elapsed();
        return () => metrics.ackSeconds.observe({ kind }, (clock.elapsed() - since) / 1_000);
      },
      kinds: DIRECTORY_KINDS.filter(({ kind }) =>
        [...directories.all.values()].some(({ directory }) => directory.kind === kind),
      ),
      describe: describeOperations([...directories.all.values()].map(({ directory }) => directory)),
      useCases: createUseCases(deps),
      people,
      store,
      clock,
      random,
      log,
      bell: changed.present,
      loadView,
      loadTargets,
      onFatal,
      ...(leases ? { leaseMs: leases.presentMs } : {}),
    });
    // In HTTP mode Slack's deliveries and the health pages share the port; in Socket Mode the health pages have it alone.
    const serving =
      config.slack.delivery.mode === 'socket'
        ? keep(await serve({ health, port: config.port, clock }), (open) => open.close())
        : null;

    const checkpointer = openCheckpointer(config, { store, clock, log, env, link });
    if (checkpointer) keep(checkpointer, (open) => open.stop());

    // What works by itself stops together: nothing new from Slack, no new call, no new post.
    const working: (() => Promise<void>)[] = [];
    keep(working, (stops) => atMost(Promise.all(stops.map((stop) => stop())), WORK_ENDS_WITHIN_MS, clock));
    working.push(() => slack.stop());
    await slack.start();
    working.push(() => dispatcher.stop());
    await dispatcher.start();
    const clockStep = async () => {
      await noteOutsideFreeze(deps, me, outside());
      const freezes = await loadFreezes(store.db);
      for (const source of FREEZE_SOURCES)
        metrics.frozen.set({ source }, freezes.some((one) => one.source === source) ? 1 : 0);
      const more = [await expireDue(deps), await coolDownsDue(deps)];
      return more.includes(true) ? 0 : CLOCK_EVERY_MS;
    };
    const clockLoop = startLoop({ name: 'clock', step: clockStep, bell: changed.clock, clock, log });
    working.push(() => clockLoop.stop());

    checkpointer?.start();

    const port = serving?.port ?? slack.port() ?? config.port;
    log.info(
      { directories: [...directories.all.keys()], delivery: config.slack.delivery.mode, port },
      'Muster is running',
    );
    return { port, stop: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** Null without a key to sign with; that is said once. */
function openCheckpointer(
  { audit }: Config,
  {
    link,
    env,
    ...deps
  }: {
    readonly store: Store;
    readonly clock: SteadyClock;
    readonly log: Log;
    readonly link: SlackLink;
    readonly env: BotOptions['env'];
  },
): Checkpointer | null {
  if (audit.signingKey === null) {
    deps.log.info(
      {},
      'There is no key for audit checkpoints, so the audit trail is a chain that nobody outside vouches for',
    );
    return null;
  }
  const places = openPlaces(audit.places, env, (channel) => async (text) => {
    await link.background.chat.postMessage({ channel, text, unfurl_links: false, unfurl_media: false });
  });
  return createCheckpointer({ ...deps, key: audit.signingKey, everyMs: audit.everyMs, places });
}

function openDirectories(
  config: Config,
  deps: { readonly clock: SteadyClock; readonly log: Log; readonly env: BotOptions['env'] },
): Directories {
  const open = ({
    name,
    kind,
    settings,
    protected: accounts,
    pace,
  }: ConfiguredDirectory): [DirectoryName, ManagedDirectory] => {
    const safeguards = config.safeguards.get(name) ?? STANDARD_SAFEGUARDS;
    const directory = kind.open(name, settings, { ...deps, pace });
    return [name, { directory, protected: accounts, pace, safeguards }];
  };
  return { all: new Map([...config.directories.values()].map(open)), defaults: config.defaults };
}

async function closeDirectories({ all }: Directories): Promise<void> {
  await Promise.all([...all.values()].map(({ directory }) => directory.close()));
}

/** Resolves when the work has ended or time is up; the work itself is not cut off. */
async function atMost(work: Promise<unknown>, withinMs: number, clock: SteadyClock): Promise<void> {
  const done = new AbortController();
  await Promise.race([work.finally(() => done.abort()), clock.sleep(withinMs, done.signal)]);
  done.abort();
}
