import { App } from '@slack/bolt';
import type { SlackChannelId } from '../ids.ts';
import type { People } from '../people/person.ts';
import type { DescribeOperation } from '../report/operation-info.ts';
import type { UseCases } from '../requests/use-cases.ts';
import { Bell } from '../runtime/bell.ts';
import type { SteadyClock } from '../runtime/clock.ts';
import { type Loop, startLoop } from '../runtime/loop.ts';
import type { Random } from '../runtime/random.ts';
import type { Store } from '../store/store.ts';
import { createBoltLogger } from '../telemetry/bolt-logger.ts';
import type { Log } from '../telemetry/log.ts';
import { createAnswers } from './answers.ts';
import { createCardLink } from './card-link.ts';
import type { CommandKind } from './command-kind.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import type { Delivery, Route } from './delivery.ts';
import type { Desk } from './desk.ts';
import { createHttpDelivery, type Listen } from './http-delivery.ts';
import { InFlight } from './in-flight.ts';
import { createInbox } from './inbox.ts';
import { clientOptions, type SlackLink } from './link.ts';
import { listen } from './listeners.ts';
import { ourWorkspaceOnly } from './our-workspace-only.ts';
import { createNoticeBoard } from './present/notice-board.ts';
import { createPresenter } from './present/presenter.ts';
import type { LoadTargets, LoadView } from './present/records.ts';
import { createSlackPosts } from './present/slack-posts.ts';
import type { RefusedBecause } from './request-gate.ts';
import { createResponseUrlPoster } from './response-url.ts';
import { createSocketDelivery } from './socket-delivery.ts';
import { createUploads } from './uploads.ts';

export interface SlackDeps {
  readonly link: SlackLink;
  /** HTTP mode only: where to listen. */
  readonly listen: Listen;
  /** HTTP mode only: answered on the same port, for health checks. */
  readonly routes?: readonly Route[];
  readonly approvalsChannel: SlackChannelId;
  /** A second channel that is told how requests go; absent or null: none. */
  readonly noticesChannel?: SlackChannelId | null;
  readonly kinds: readonly CommandKind[];
  readonly describe: DescribeOperation;
  readonly useCases: UseCases;
  /** The very one the use cases ask, so that Slack is asked about a person once. */
  readonly people: Pick<People, 'person'>;
  readonly store: Store;
  readonly loadView: LoadView;
  readonly loadTargets: LoadTargets;
  /** Rung after every change a reader could see: wakes the present loop. */
  readonly bell: Bell;
  readonly clock: SteadyClock;
  readonly random: Random;
  readonly log: Log;
  /** The connection is lost and no try will bring it back: the process should end and be looked at. */
  readonly onFatal: (reason: string) => void;
  /** HTTP mode: told of every request that was not let in. */
  readonly refused?: (because: RefusedBecause) => void;
  /** Begins to time an acknowledgement, by the kind of act; what it answers is called once Slack has it. */
  readonly timed?: (kind: string) => () => void;
  /** As the present loop takes it. */
  readonly leaseMs?: number;
}

export interface Slack {
  /** Resolves when deliveries arrive and cards are kept. Rejects when Slack says no, or says nothing for 15 s. */
  start(): Promise<void>;
  /** Takes nothing new, then waits for what is under way. */
  stop(): Promise<void>;
  /** Can Slack reach us right now? */
  ready(): boolean;
  /** HTTP mode: where we listen. Null otherwise. */
  port(): number | null;
}

/** A process has ten seconds from SIGTERM; deliveries are only the first to be waited for. */
const FINISH_WITHIN_MS = 5_000;
const FORGET_EVERY_MS = 60 * 60 * 1_000;
/** Well within the lease of what is under way. */
const INBOX_EVERY_MS = 10_000;

function createDelivery(deps: SlackDeps, deliveries: Deliveries): Delivery {
  const {
    link: { config },
    clock,
    log,
    onFatal,
  } = deps;
  if (config.delivery.mode === 'http') {
    const { signingSecret } = config.delivery;
    return createHttpDelivery({ ...deps, signingSecret, routes: deps.routes ?? [], deliveries });
  }
  const { appToken } = config.delivery;
  const options = { ...clientOptions(config, log), timeout: 10_000 };
  return createSocketDelivery({ appToken, clientOptions: options, clock, log, onFatal });
}

/** Everything between Slack and the use cases. */
export function createSlack(deps: SlackDeps): Slack {
  const { link, clock, random, store, log, bell } = deps;
  const deliveries = createDeliveries(store, clock);
  const delivery = createDelivery(deps, deliveries);
  const inFlight = new InFlight();
  const inbox = createInbox({ store, inFlight, clock, random, log });
  const posts = createSlackPosts(link.background);
  const desk: Desk = {
    useCases: deps.useCases,
    kinds: deps.kinds,
    describe: deps.describe,
    answers: createAnswers({
      client: link.interactive,
      postToResponseUrl: createResponseUrlPoster(link.config.apiUrl),
      log,
    }),
    cards: createCardLink({ store, client: link.interactive, clock, log }),
    uploads: createUploads({
      client: link.background,
      apiUrl: link.config.apiUrl,
      botToken: link.config.botToken,
      posts,
      log,
    }),
    people: deps.people,
    clock,
    safely: { inbox, inFlight, random, log, ...(deps.timed ? { timed: deps.timed } : {}) },
  };
  const presenter = createPresenter({ ...deps, posts, cards: desk.cards });
  const noticeBoard = createNoticeBoard({ ...deps, posts });

  const app = new App({
    receiver: delivery.receiver,
    authorize: async () => ({
      botToken: link.config.botToken,
      botId: link.identity.botId,
      botUserId: link.identity.botUserId,
    }),
    clientOptions: clientOptions(link.config, log),
    logger: createBoltLogger(log),
    convoStore: false,
    deferInitialization: true,
  });
  app.use(ourWorkspaceOnly(link.identity, log));
  app.error(async (error) => {
    throw error;
  });
  listen(app, desk);

  const loops: Loop[] = [];
  return {
    start: async () => {
      await app.init();
      await inbox.takeOver();
      await delivery.start();
      await presenter.takeOver();
      const forget = async () => {
        await deliveries.forgetOld();
        return FORGET_EVERY_MS;
      };
      loops.push(
        startLoop({ name: 'present', step: presenter.step, bell, clock, log }),
        startLoop({ name: 'inbox', step: inbox.step, bell: new Bell(), clock, log, atMostMs: INBOX_EVERY_MS }),
        startLoop({ name: 'notices', step: noticeBoard, bell: new Bell(), clock, log }),
        startLoop({ name: 'deliveries', step: forget, bell: new Bell(), clock, log, atMostMs: FORGET_EVERY_MS }),
      );
    },
    stop: async () => {
      await delivery.stop();
      await inFlight.drain(clock, FINISH_WITHIN_MS);
      await Promise.all(loops.map((loop) => loop.stop()));
    },
    ready: () => delivery.ready(),
    port: () => delivery.port(),
  };
}
