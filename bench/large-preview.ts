import { performance } from 'node:perf_hooks';
import { emailOf } from './large-network.ts';
import { previewed, startRunningBot } from './running-bot.ts';
import { type Bench, counted, inSeconds } from './table.ts';

/** A preview of many pasted addresses against a large network. The floor is the fewest calls that can tell who they are. */

const PAGE = 100;

export const largePreview: Bench = {
  name: 'large-preview',
  about: 'pasted e-mail addresses, read from a directory that answers at once',
  async run(size) {
    const [directory, people] = size === 'whole' ? [20_000, 1_000] : [2_000, 100];
    const bot = await startRunningBot({ people: directory, inGroup: 0 });
    try {
      const { sandbox } = bot;
      const everyNth = directory / people;
      const pasted = Array.from({ length: people }, (_, index) => emailOf(index * everyNth)).join(' ');
      const all = sandbox.wickr.state.network('12345678')?.users.size ?? 0;
      const floor = Math.min(people, Math.ceil(all / PAGE));
      const before = sandbox.wickr.oracle.calls.length;
      const startedAt = performance.now();
      await previewed(sandbox, `/wickr suspend ${pasted} --reason "they left"`);
      const tookMs = performance.now() - startedAt;
      const calls = sandbox.wickr.oracle.calls.length - before;
      const what = `preview of ${counted(people)} addresses in a directory of ${counted(directory)}`;
      return [
        {
          measured: `${what}: calls, over the floor of ${floor}`,
          value: `${calls} (${(calls / floor).toFixed(2)})`,
          target: '',
        },
        {
          measured: `${what}: command to preview`,
          value: inSeconds(tookMs),
          target: '',
        },
      ];
    } finally {
      await bot.cleanUp();
    }
  },
};
