import { beforeAll, describe, expect, test } from 'vitest';
import { type ChainedEvent, hashOf } from '../../src/audit/chain/link.ts';
import { readCheckpoint } from '../../src/audit/checkpoints/checkpoint.ts';
import { createCheckpointer } from '../../src/audit/checkpoints/checkpointer.ts';
import { type AuditKey, generateKeys, readPrivateKey, readPublicKeys } from '../../src/audit/checkpoints/keys.ts';
import { fromJsonLine, toJsonLine } from '../../src/audit/export/json-line.ts';
import { verifyLines } from '../../src/audit/verify/export.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';
import { quietLog } from '../support/quiet-log.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { allEvents } from './chain-suite.ts';

const pair = generateKeys();
const signing = readPrivateKey(pair.privateKey);
const keys: readonly AuditKey[] = readPublicKeys(pair.publicKey);

let lines: readonly string[];
let checkpoints: readonly string[];

const verify = async (tampered: readonly string[], outside = checkpoints) => {
  async function* text() {
    yield tampered.map((line) => `${line}\n`).join('');
  }
  return (await verifyLines(text(), [{ name: 'outside', lines: outside }], keys)).problem;
};

const eventOf = (line: string): ChainedEvent => fromJsonLine(line)?.event ?? expect.fail(line);

/** Whoever holds the database writes everything from here on anew, with hashes that fit. */
function rehashed(events: readonly ChainedEvent[]): readonly string[] {
  let previous = '0'.repeat(64);
  return events.map((event, index) => {
    const changed = { ...event, seq: index + 1, previous };
    previous = hashOf(changed);
    return toJsonLine({ ...changed, hash: previous }, null);
  });
}

export function tamperingSuite(tamperings: number): void {
  /** A trail with refusals, decisions, calls and outcomes in it, checkpointed to its end. */
  beforeAll(async () => {
    const accounts = Array.from({ length: 8 }, (_, index) => account(String(1_000 + index)));
    const { cast, clock, directory, store, submitted, runToEnd, useCases } = await buildDomain({ accounts });
    const posted: string[] = [];
    const place = { name: 'memory', post: async (line: string) => void posted.push(line) };
    const checkpointer = createCheckpointer({
      store,
      clock,
      log: quietLog,
      key: signing ?? expect.fail(),
      everyMs: 300_000,
      places: [place],
    });
    directory.faults.push({ kind: 'lost-after-effect' });
    const ids = accounts.map(({ id }) => id);
    await runToEnd(await submitted(byId(...ids.slice(0, 3))));
    await checkpointer.step();
    const refused = await submitted(byId(...ids.slice(3, 5)));
    await useCases.approve(refused, actor(cast.alice));
    await useCases.reject(refused, actor(cast.bob), 'Not these two');
    await checkpointer.step();
    await runToEnd(await submitted(byId(...ids.slice(5))));
    await checkpointer.stop();
    lines = (await allEvents(store)).map((event) => toJsonLine(event, null));
    checkpoints = posted;
    await store.close();
  });

  describe('tampering with an exported trail', () => {
    test('the trail as it is has nothing wrong with it', async () => {
      expect(await verify(lines)).toBe(null);
      expect(lines.length).toBeGreaterThan(25);
      expect(checkpoints.length).toBeGreaterThan(2);
    });

    test(`every one of ${tamperings} is found: edits, removals, insertions, swaps, cut ends, and everything written anew`, async () => {
      const random = seededRandom();
      const below = (limit: number) => Math.floor(random.fraction() * limit);
      const other = (line: string): string => {
        const at = below(line.length);
        const found = line[at] ?? '';
        return `${line.slice(0, at)}${found === '7' ? '8' : '7'}${line.slice(at + 1)}`;
      };
      const swap = (): readonly string[] => {
        const [one, two] = [below(lines.length), below(lines.length - 1)];
        const second = two >= one ? two + 1 : two;
        const copy = [...lines];
        [copy[one], copy[second]] = [copy[second] ?? '', copy[one] ?? ''];
        return copy;
      };
      const edited = (event: ChainedEvent): ChainedEvent =>
        below(2) === 0 ? { ...event, actor: `${event.actor}X` } : { ...event, at: event.at + 1 + below(1_000) };
      const kinds: Readonly<Record<string, () => readonly string[]>> = {
        edit: () => lines.with(below(lines.length), other(lines[below(lines.length)] ?? '')),
        'edit in place': () => {
          const at = below(lines.length);
          return lines.with(at, other(lines[at] ?? ''));
        },
        delete: () => lines.toSpliced(below(lines.length), 1 + below(3)),
        insert: () => lines.toSpliced(below(lines.length + 1), 0, lines[below(lines.length)] ?? ''),
        swap,
        'cut the end': () => lines.slice(0, below(lines.length)),
        'edit one and its hash': () => {
          const at = below(lines.length);
          const event = edited(eventOf(lines[at] ?? ''));
          return lines.with(at, toJsonLine({ ...event, hash: hashOf(event) }, null));
        },
        'write all anew': () => {
          const at = below(lines.length);
          return rehashed(lines.map((line, index) => (index === at ? edited(eventOf(line)) : eventOf(line))));
        },
        'remove one and write all anew': () => rehashed(lines.toSpliced(below(lines.length), 1).map(eventOf)),
      };
      const names = Object.keys(kinds);
      const missed: string[] = [];
      let tried = 0;

      while (tried < tamperings) {
        const name = names[tried % names.length] ?? '';
        const tampered = kinds[name]?.() ?? [];
        if (tampered.length === lines.length && tampered.every((line, index) => line === lines[index])) continue;
        tried += 1;
        if ((await verify(tampered)) === null) missed.push(name);
      }

      expect(missed).toEqual([]);
    }, 600_000);

    test('the first broken line is named, with what is wrong with it', async () => {
      const event = eventOf(lines[6] ?? '');
      const edited = { ...event, actor: 'U0MALLORY' };

      expect(await verify(lines.with(6, toJsonLine(edited, null)))).toEqual({
        seq: 7,
        what: 'Event 7 was changed after it was written: its hash is not that of its content.',
      });
      expect((await verify(lines.toSpliced(6, 1)))?.what).toBe('Event 7 is missing.');
      expect((await verify(lines.toSpliced(6, 2)))?.what).toBe('Events 7 to 8 are missing.');
      expect((await verify(lines.toSpliced(6, 0, lines[2] ?? '')))?.what).toMatch(/^Event 3 stands after event 6/);
      expect((await verify(lines.with(6, toJsonLine({ ...edited, hash: hashOf(edited) }, null))))?.what).toBe(
        'Event 8 does not follow on the event before it: one of the two was replaced.',
      );
      expect((await verify(lines.with(6, 'nonsense')))?.what).toBe('Line 7 is no event.');
      expect((await verify(lines.slice(0, -2)))?.what).toMatch(
        /a checkpoint vouches for event \d+: its end was cut off/,
      );
      const [, second] = checkpoints.map((line) => readCheckpoint(line)?.seq ?? 0);
      const anew = rehashed(
        lines.map((line, index) => (index === (second ?? 0) - 2 ? { ...eventOf(line), at: 5 } : eventOf(line))),
      );
      expect((await verify(anew))?.what).toMatch(/written anew between event \d+ and event \d+/);
    });

    test('checkpoints that were changed, forged, reordered or signed by somebody else vouch for nothing', async () => {
      const [first = '', second = '', ...rest] = checkpoints;
      const mallory = readPrivateKey(generateKeys().privateKey);

      expect((await verify(lines, [first, second.replace(/"at":\d/, '"at":9'), ...rest]))?.what).toMatch(/is forged/);
      expect((await verify(lines, [second, first, ...rest]))?.what).toMatch(/does not follow on/);
      expect((await verify(lines, [first, ...rest]))?.what).toMatch(/does not follow on/);
      expect((await verify(lines, [first.replace(/"key":"[0-9a-f]+"/, `"key":"${mallory?.id}"`)]))?.what).toMatch(
        /which was not given/,
      );
      expect((await verify(lines, ['hello']))?.what).toMatch(/is no checkpoint/);
      expect(await verify(lines, [first, first, `Audit checkpoint \`\`\`${second}\`\`\``, ...rest])).toBe(null);
    });
  });
}
