import { systemClock } from '../src/runtime/clock.ts';
import { GROUP } from './large-network.ts';
import { finished, previewed, startRunningBot, submitted } from './running-bot.ts';
import { asRatio, type Bench, counted, inSeconds, type Measurement, type Size } from './table.ts';
import { timesOf } from './toggles.ts';

/**
 * Suspending many people where every call and every read takes 200 ms: right before each batch its people are read again, and in
 * a network of up to 1,000 administrators are counted. The floor is what these reads take, four at a time, with the last call.
 */

const CALL_MS = 200;
const IN_FLIGHT = 4;
const READS_AT_ONCE = 4;
const PER_CALL = 50;
const PER_PAGE = 100;
/** What was listed for the preview serves nobody any more when it is approved, as with people. */
const THOUGHT_OVER_MS = 5_000;

interface Suspension {
  readonly people: number;
  /** Of the whole network, besides four who have Slack. */
  readonly network: number;
}

/** A listing takes one page after the other; people are read singly where that takes fewer calls, four at a time. */
function floorMs({ people, network }: Suspension): { readonly ms: number; readonly words: string } {
  const batches = Math.ceil(people / PER_CALL);
  const pages = Math.ceil((network + 4) / PER_PAGE);
  const calls = Math.ceil(batches / IN_FLIGHT) * CALL_MS;
  if (pages < PER_CALL) {
    return { ms: pages * CALL_MS + calls, words: `one listing of ${pages} pages, then the calls` };
  }
  return {
    ms: (people / READS_AT_ONCE) * CALL_MS + CALL_MS,
    words: `${counted(people)} reads, ${READS_AT_ONCE} at a time, and a call`,
  };
}

async function suspend({ people, network }: Suspension): Promise<number> {
  const bot = await startRunningBot({ people: network, inGroup: people, inFlight: IN_FLIGHT, drift: true });
  try {
    const { sandbox } = bot;
    const preview = await previewed(sandbox, `/wickr suspend --group "${GROUP}" --reason "they have left"`);
    const card = await submitted(sandbox, preview);
    await systemClock.sleep(THOUGHT_OVER_MS);
    sandbox.wickr.behaviour.latencyMs = CALL_MS;
    await finished(sandbox, card);
    return await bot.ended(timesOf);
  } finally {
    await bot.cleanUp();
  }
}

async function measure(size: Size): Promise<readonly Measurement[]> {
  const whole: readonly Suspension[] = [
    { people: 1_000, network: 1_000 },
    { people: 10_000, network: 10_000 },
  ];
  const small: readonly Suspension[] = [
    { people: 200, network: 200 },
    { people: 500, network: 10_000 },
  ];
  const rows: Measurement[] = [];
  for (const one of size === 'whole' ? whole : small) {
    const ms = await suspend(one);
    const floor = floorMs(one);
    rows.push({
      measured: `${counted(one.people)} people suspended in a network of ${counted(one.network)}: decision to stored end, over the floor of ${inSeconds(floor.ms)} (${floor.words})`,
      value: `${asRatio(ms / floor.ms)} (${inSeconds(ms)})`,
      target: '',
    });
  }
  return rows;
}

export const suspends: Bench = {
  name: 'suspends',
  about: `BatchToggleUserSuspendStatus for people who go, against a stand-in that takes ${CALL_MS} ms for each call and each read, ${IN_FLIGHT} calls at a time, everybody read again right before their batch, on SQLite`,
  run: measure,
};
