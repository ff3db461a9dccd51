import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../../../src/runtime/random.ts';
import type { World } from './world.ts';

/** What is done to a process at a moment it does not know of. */
export type Blow = 'kill' | 'terminate' | 'freeze' | 'kill-server';

/** Longer than the leases of short-leases-main.ts. */
const FROZEN_FOR_MS = 4_000;
const SERVER_AWAY_FOR_MS = 500;
/** Share of the kills after which the next blow may come before the process has started. */
const KILLED_WHILE_STARTING = 0.2;

/** Which blow comes next: mostly a kill; on Postgres now and then a frozen replica, or a server that is killed. */
export function drawBlow({ cluster }: Pick<World, 'cluster'>, random: Random): Blow {
  const drawn = random.fraction();
  if (drawn < 0.1) return 'terminate';
  if (cluster === null || drawn < 0.8) return 'kill';
  return drawn < 0.9 ? 'freeze' : 'kill-server';
}

/**
 * Deals one blow and sets right what it broke: what has ended is started again, as a supervisor would.
 * @returns what is wrong about how it was taken, or null
 */
export async function deal(blow: Blow, { bots, cluster }: World, random: Random): Promise<string | null> {
  const bot = bots[Math.floor(random.fraction() * bots.length)];
  if (!bot) throw new Error('There is nobody to hit');
  switch (blow) {
    case 'kill':
      await bot.kill();
      bot.start();
      if (random.fraction() >= KILLED_WHILE_STARTING) await bot.running();
      return null;
    case 'terminate': {
      await bot.running();
      const code = await bot.terminate();
      bot.start();
      await bot.running();
      return code === 0 ? null : `SIGTERM ended with ${code}`;
    }
    case 'freeze':
      bot.freeze();
      await pause(FROZEN_FOR_MS);
      bot.thaw();
      return null;
    case 'kill-server': {
      cluster?.crash();
      await pause(SERVER_AWAY_FOR_MS);
      await cluster?.restart();
      return null;
    }
  }
}
