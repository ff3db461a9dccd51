import { performance } from 'node:perf_hooks';
import { GROUP } from './large-network.ts';
import { peakMbOf } from './process-figures.ts';
import { finished, previewed, startRunningBot, submitted } from './running-bot.ts';
import { atMost, type Bench, counted, inMs, inSeconds, quantile } from './table.ts';

/**
 * Memory of the program for one very large request, from the command to the finished card; how long nobody else was served
 * meanwhile; and how long it takes to start.
 */

const STARTS = 5;
const inMb = (value: number): string => `${value.toFixed(0)} MB`;

export const memory: Bench = {
  name: 'memory',
  about:
    'the program as npm start starts it; peaks of the resident set as the kernel counts it (VmHWM), no waiting in calls',
  async run(size) {
    const people = size === 'whole' ? 100_000 : 10_000;
    const starts: number[] = [];
    for (let start = 0; start < STARTS; start += 1) {
      const bot = await startRunningBot({ people: 10, inGroup: 10 });
      starts.push(bot.startedMs);
      // What it compiled is kept when it ends as it should, and the next start has it.
      await bot.ended(async () => {});
      await bot.cleanUp();
    }
    const bot = await startRunningBot({ people, inGroup: people, suspended: true });
    try {
      const { sandbox, pid } = bot;
      const idleMb = peakMbOf(pid);
      await bot.longestStallMs();
      const startedAt = performance.now();
      const preview = await previewed(sandbox, `/wickr unsuspend --group "${GROUP}" --reason "they are back"`);
      const previewMs = performance.now() - startedAt;
      const previewMb = peakMbOf(pid);
      const stalledMs = [await bot.longestStallMs()];
      const card = await submitted(sandbox, preview);
      const submittedMb = peakMbOf(pid);
      stalledMs.push(await bot.longestStallMs());
      const approvedAt = performance.now();
      await finished(sandbox, card);
      const approvalMs = performance.now() - approvedAt;
      stalledMs.push(await bot.longestStallMs());
      const what = `${counted(people)} people in one request`;
      return [
        atMost(`start to ready, median of ${STARTS}`, quantile(starts, 0.5), 1_000, inMs),
        atMost(`${what}: peak memory to the finished card`, peakMbOf(pid), 256, inMb),
        {
          measured: `${what}: peak before the command, after the preview, after the submission`,
          value: `${inMb(idleMb)}, ${inMb(previewMb)}, ${inMb(submittedMb)}`,
          target: '',
        },
        atMost(`${what}: longest that the event loop stood still`, Math.max(...stalledMs), 200, inMs),
        {
          measured: `${what}: the same until the preview, until the submission, until the finished card`,
          value: stalledMs.map(inMs).join(', '),
          target: '',
        },
        { measured: `${what}: command to preview`, value: inSeconds(previewMs), target: '' },
        {
          measured: `${what}: approval to the finished card, ${counted(people / 50)} calls at 100 a second`,
          value: inSeconds(approvalMs),
          target: '',
        },
      ];
    } finally {
      await bot.cleanUp();
    }
  },
};
