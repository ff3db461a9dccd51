import { setTimeout as pause } from 'node:timers/promises';
import { APPROVALS_CHANNEL } from '../../../sandbox/slack/seed.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { type Blow, deal, drawBlow } from './nemesis.ts';
import { approve, begin, judge, type Story } from './story.ts';
import { type StoreKind, startWorld, type World } from './world.ts';

export interface KillLoop {
  readonly store: StoreKind;
  readonly cycles: number;
  readonly people: number;
  readonly seed: number;
  /** Told of every request that has ended. */
  readonly say?: (line: string) => void;
}

export interface KillReport {
  readonly cycles: number;
  readonly blows: Readonly<Record<Blow, number>>;
  /** Blows while people were still waiting for their change. */
  readonly duringRuns: number;
  readonly requests: number;
  readonly peopleChanged: number;
  readonly calls: number;
  /** From a blow during a run to the next call that reached the directory, in milliseconds, sorted. */
  readonly resumedMs: readonly number[];
  /** Empty when the promise was kept. */
  readonly problems: readonly string[];
}

const REST_MS = 150;
const SPREAD_MS = 900;
/** Then a request is left alone until its end: blows that never stop would all fall into one. */
const BLOWS_PER_REQUEST = 10;
/** A kill in the middle of what an approval does. */
const WITHIN_APPROVAL_MS = 300;

/**
 * Requests, one after the other, each for everybody, while processes are killed at moments they do not know of. Real time on
 * purpose. The seed decides which blow comes when; what the machine does in between differs from run to run.
 */
export async function killLoop({ store, cycles, people, seed, say = () => {} }: KillLoop): Promise<KillReport> {
  await using world = await startWorld(store, people);
  const { oracle } = world.sandbox.wickr;
  const random = seededRandom(seed);
  const names = Array.from({ length: people }, (_, at) => `person${String(at + 1).padStart(4, '0')}@acme.example`);
  const blows: Record<Blow, number> = { kill: 0, terminate: 0, freeze: 0, 'kill-server': 0 };
  const problems: string[] = [];
  const resumedMs: number[] = [];
  let struckAt: number | null = null;
  oracle.onCall(() => {
    if (struckAt !== null) resumedMs.push(performance.now() - struckAt);
    struckAt = null;
  });
  let dealt = 0;
  let duringRuns = 0;
  let requests = 0;

  const strike = async (story: Story, within: number, rest = REST_MS) => {
    await pause(rest + random.fraction() * within);
    const blow = drawBlow(world, random);
    blows[blow] += 1;
    dealt += 1;
    const stillRunning = oracle.effects.length < story.before.effects + people;
    if (stillRunning) duringRuns += 1;
    struckAt = stillRunning ? performance.now() : null;
    const wrong = await deal(blow, world, random);
    if (wrong !== null) problems.push(wrong);
    if (world.bots.some((bot) => bot.hasEnded())) problems.push(`a process ended by itself after ${blow}`);
  };

  while (dealt < cycles) {
    const verb = requests === 0 ? 'suspend' : 'unsuspend';
    if (requests > 1) lockOut(world, names);
    const story = await begin(world, verb, names);
    const most = Math.min(cycles, dealt + BLOWS_PER_REQUEST);
    await Promise.all([strike(story, WITHIN_APPROVAL_MS, 0), approve(world, story)]);
    while (dealt < most && !story.isOver()) await strike(story, SPREAD_MS);
    requests += 1;
    const wrong = await judge(world, story);
    problems.push(...wrong.map((problem) => `request ${requests}: ${problem}`));
    if (world.sandbox.slack.messagesIn(APPROVALS_CHANNEL).length !== requests)
      problems.push('a card stands there twice');
    say(`request ${requests}: ${verb} ${people}, ${dealt} of ${cycles} blows, ${wrong.length} problems`);
    if (wrong.length > 0) say(tail(world));
  }
  return {
    cycles: dealt,
    blows,
    duringRuns,
    requests,
    peopleChanged: oracle.effects.filter(({ changed }) => changed).length,
    calls: oracle.calls.length,
    resumedMs: resumedMs.toSorted((a, b) => a - b),
    problems,
  };
}

/** By somebody at the console: Muster locks so many out only once a day, so everything after that gives back what they took. */
function lockOut({ sandbox: { wickr } }: World, names: readonly string[]): void {
  const named = new Set(names);
  const network = '12345678';
  const now = { nowMs: 0, visibleAt: 0 };
  for (const user of wickr.state.network(network)?.users.values() ?? [])
    if (named.has(user.username)) wickr.state.write(network, user.userId, { ...user, suspended: true }, now);
}

/** For whoever has to find out. */
const tail = ({ bots }: World): string => bots.map((bot) => bot.output().slice(-8_000)).join('\n---\n');

export function describeReport(report: KillReport): string {
  const { resumedMs } = report;
  const at = (share: number) => resumedMs[Math.min(resumedMs.length - 1, Math.floor(resumedMs.length * share))] ?? 0;
  const { kill, terminate, freeze, 'kill-server': servers } = report.blows;
  return [
    `${report.cycles} blows (${kill} kills, ${terminate} SIGTERMs, ${freeze} freezes, ${servers} kills of the database server), ${report.duringRuns} of them during a run`,
    `${report.requests} requests, ${report.peopleChanged} people changed, ${report.calls} calls reached the directory`,
    `from a blow to the next call: median ${at(0.5).toFixed(0)} ms, 95 % within ${at(0.95).toFixed(0)} ms`,
    report.problems.length === 0
      ? 'Nobody was lost, nobody was changed twice, every report is true.'
      : `PROBLEMS:\n${report.problems.map((problem) => `  ${problem}`).join('\n')}`,
  ].join('\n');
}
