import { z } from 'zod';
import type { DirectoryName } from '../ids.ts';
import {
  type CAP_CLASSES,
  type Cap,
  type CapClass,
  type Safeguards,
  SHORTEST_COOL_DOWN_MS,
  STANDARD_SAFEGUARDS,
} from '../safeguards/settings.ts';
import type { ReadDirectory } from './directories.ts';
import { parseDuration } from './duration.ts';
import type { CrossChecked, Explained } from './explained.ts';
import { suggestion } from './nearest.ts';

const LONGEST_COOL_DOWN_MS = 30 * 86_400_000;
const LONGEST_READING_MS = 10 * 60_000;
const NONE = 'none';

const timeSchema = (atMostMs: number, description: string) =>
  z
    .string()
    .describe(description)
    .transform((text, context) => {
      const durationMs = text === NONE ? 0 : parseDuration(text);
      if (durationMs !== null && durationMs <= atMostMs) return durationMs;
      context.addIssue({ code: 'custom', message: durationMs === null ? 'is no length of time' : 'is too long' });
      return z.NEVER;
    });

const capSchema = z.strictObject({
  people: z.int().min(0).describe('how many people at most, such as 50').optional(),
  percent: z.number().min(0).max(100).describe('a share of the directory: 0 to 100').optional(),
  small: z.int().min(0).describe('how many people in a directory of fewer than 100, such as 5').optional(),
});

/** What may be said for all directories and for one; what is left out is as it is for all, or the standard. */
const settings = {
  caps: z
    .strictObject({ suspend: capSchema.optional(), irreversible: capSchema.optional() })
    .describe('suspend: and irreversible:, each with people, percent and small')
    .optional(),
  coolDown: timeSchema(LONGEST_COOL_DOWN_MS, 'a time from 24h to 30d, such as 72h').optional(),
  largeFrom: z.int().min(1).describe('how many people make a request large, such as 100').optional(),
  drift: z.boolean().describe('true, or false where reading accounts before each batch takes too long').optional(),
  readingTime: timeSchema(LONGEST_READING_MS, 'a time up to 10m, such as 10s').optional(),
};

/** The section `safeguards`. */
export const safeguardsSchema = z.strictObject({
  ...settings,
  directories: z
    .record(
      z.string(),
      z.strictObject({
        ...settings,
        testing: z
          .boolean()
          .describe('true where nobody would miss anything: then no time is too short')
          .default(false),
      }),
    )
    .describe('the same keys for single directories, by name')
    .default({}),
});

type Written = z.output<typeof safeguardsSchema>;
type Settings = Omit<Written, 'directories'>;

function capOf(name: CapClass, standard: Cap, layers: readonly Settings[]): Cap {
  const said = layers.map(({ caps }) => caps?.[name]);
  const last = (key: keyof Cap) => said.findLast((cap) => cap?.[key] !== undefined)?.[key] ?? standard[key];
  return { people: last('people'), percent: last('percent'), small: last('small') };
}

function combined(layers: readonly Settings[]): Safeguards {
  const last = <K extends keyof Settings>(key: K): Settings[K] =>
    layers.findLast((layer) => layer[key] !== undefined)?.[key];
  const standard = STANDARD_SAFEGUARDS;
  return {
    caps: {
      suspend: capOf('suspend', standard.caps.suspend, layers),
      irreversible: capOf('irreversible', standard.caps.irreversible, layers),
    } satisfies Record<(typeof CAP_CLASSES)[number], Cap>,
    coolDownMs: last('coolDown') ?? standard.coolDownMs,
    largeFrom: last('largeFrom') ?? standard.largeFrom,
    drift: last('drift') ?? standard.drift,
    readingMs: last('readingTime') ?? standard.readingMs,
  };
}

export interface ReadSafeguards extends CrossChecked {
  readonly safeguards: ReadonlyMap<DirectoryName, Safeguards>;
}

/** What holds in each directory. A time that is too short is refused except where everything is a test. */
export function readSafeguards(written: Written, directories: readonly ReadDirectory[]): ReadSafeguards {
  const { directories: single, ...all } = written;
  const names = directories.map(({ name }) => name);
  const problems: Explained[] = Object.keys(single)
    .filter((name) => !names.some((one) => one === name))
    .map((name) => ({
      path: ['safeguards', 'directories', name],
      problem: 'is no directory that is configured',
      right: suggestion(name, names),
    }));
  const warnings: Explained[] = [];
  const safeguards = new Map<DirectoryName, Safeguards>();
  for (const name of names) {
    const own = single[name];
    const combination = combined(own ? [all, own] : [all]);
    safeguards.set(name, combination);
    const place = (key: keyof Settings) =>
      own?.[key] === undefined ? ['safeguards', key] : ['safeguards', 'directories', name, key];
    const tooShort = (key: 'coolDown' | 'readingTime', right: string) =>
      problems.push({
        path: place(key),
        problem: `is too short for ${name}`,
        right: `${right}, or testing: true for ${name} where nobody would miss anything`,
      });
    if (!own?.testing && combination.coolDownMs < SHORTEST_COOL_DOWN_MS) tooShort('coolDown', '24h or more');
    if (!own?.testing && combination.readingMs < STANDARD_SAFEGUARDS.readingMs) tooShort('readingTime', '10s or more');
    if (!combination.drift) {
      const problem = `means that accounts of ${name} that changed after the approval are changed all the same`;
      warnings.push({ path: place('drift'), problem, right: 'true' });
    }
  }
  return { safeguards, problems, warnings };
}
