import type { z } from 'zod';
import type { DirectoryKind } from '../directories/directory.ts';
import type { Pace } from '../directories/pace.ts';
import { type DirectoryName, directoryName } from '../ids.ts';
import type { ConfiguredDirectory } from './config.ts';
import { commonSchema } from './directory-schema.ts';
import { explain } from './explain.ts';
import type { Explained } from './explained.ts';
import { directoryJsonSchema } from './json-schema.ts';
import { suggestion } from './nearest.ts';

/** A directory as far as it could be understood. */
export interface ReadDirectory {
  readonly name: DirectoryName;
  /** Null when the kind is missing or unknown. */
  readonly kind: DirectoryKind | null;
  /** Null when something about it has to be put right. */
  readonly configured: ConfiguredDirectory | null;
  readonly problems: readonly Explained[];
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** E-mails are compared without case; native ids are left as they are. */
const folded = (identifier: string): string => (identifier.includes('@') ? identifier.toLowerCase() : identifier);

/** A protected entry that matches nobody would protect nobody, so it has to look like one or the other. */
function checkProtected(entries: readonly string[], kind: DirectoryKind): readonly Explained[] {
  return entries.flatMap((entry, index) =>
    /^[^@\s<>]+@[^@\s<>]+$/.test(entry) || kind.isAccountId(entry)
      ? []
      : [
          {
            path: ['protected', index],
            problem: `is neither an e-mail address nor an account id of the kind ${kind.kind}`,
            right: "an e-mail address, or the account's id in the directory",
          },
        ],
  );
}

type WrittenPace = z.output<typeof commonSchema>['pace'];

const paceOf = (written: WrittenPace, kind: DirectoryKind): Pace => ({
  ...kind.pace,
  ...Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined)),
});

/** A floor above the start, or a ceiling below it, could not both be meant. */
function checkPace(written: WrittenPace, kind: DirectoryKind): readonly Explained[] {
  const { callsPerSecond, atLeast, atMost } = paceOf(written, kind);
  const problem = (key: string, what: string, right: string): Explained => ({
    path: ['pace', key],
    problem: `is ${what} callsPerSecond, with which Muster starts (${callsPerSecond})`,
    right,
  });
  return [
    ...(atLeast !== undefined && atLeast > callsPerSecond
      ? [problem('atLeast', 'above', `${callsPerSecond} or less, or a higher callsPerSecond`)]
      : []),
    ...(atMost !== undefined && atMost < callsPerSecond
      ? [problem('atMost', 'below', `${callsPerSecond} or more, or a lower callsPerSecond`)]
      : []),
  ];
}

/** Splits what every directory has from what is the kind's own, so that each can be strict about its part. */
function split(entry: Readonly<Record<string, unknown>>) {
  const { kind: _, ...rest } = entry;
  const isCommon = ([key]: [string, unknown]) => Object.hasOwn(commonSchema.shape, key);
  const pairs = Object.entries(rest);
  return {
    common: Object.fromEntries(pairs.filter(isCommon)),
    own: Object.fromEntries(pairs.filter((pair) => !isCommon(pair))),
  };
}

function readDirectory(name: DirectoryName, entry: unknown, kinds: readonly DirectoryKind[]): ReadDirectory {
  const known = kinds.map(({ kind }) => kind);
  const broken = (path: readonly string[], problem: string, right: string): ReadDirectory => ({
    name,
    kind: null,
    configured: null,
    problems: [{ path: ['directories', name, ...path], problem, right }],
  });
  if (!isRecord(entry))
    return broken([], 'has no keys', `kind: (one of ${known.join(', ')}) and what it needs; see muster.example.yaml`);
  const written = entry['kind'];
  if (written === undefined) return broken(['kind'], 'is missing', `one of ${known.join(', ')}`);
  if (typeof written !== 'string') return broken(['kind'], 'is not text', `one of ${known.join(', ')}`);
  const kind = kinds.find((one) => one.kind === written);
  if (!kind) return broken(['kind'], 'is no kind of directory that is known', suggestion(written, known));

  const parts = split(entry);
  const common = commonSchema.safeParse(parts.common);
  const settings = kind.settings.safeParse(parts.own);
  const unmatched = common.success
    ? [...checkProtected(common.data.protected, kind), ...checkPace(common.data.pace, kind)]
    : [];
  if (common.success && settings.success && unmatched.length === 0) {
    const configured: ConfiguredDirectory = {
      name,
      kind,
      settings: settings.data,
      protected: [...new Set(common.data.protected.map(folded))],
      pace: paceOf(common.data.pace, kind),
    };
    return { name, kind, configured, problems: [] };
  }
  const issues: readonly z.core.$ZodIssue[] = [...(common.error?.issues ?? []), ...(settings.error?.issues ?? [])];
  const problems = [...explain(issues, directoryJsonSchema(kind), entry), ...unmatched].map((explained) => ({
    ...explained,
    path: ['directories', name, ...explained.path],
  }));
  return { name, kind, configured: null, problems };
}

/** Reads the section `directories`. What is no section of names at all is for the file's own schema to refuse. */
export function readDirectories(section: unknown, kinds: readonly DirectoryKind[]): readonly ReadDirectory[] {
  if (!isRecord(section)) return [];
  return Object.entries(section).map(([name, entry]) => readDirectory(directoryName(name), entry, kinds));
}
