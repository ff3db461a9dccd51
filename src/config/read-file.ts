import type { DirectoryKind } from '../directories/directory.ts';
import type { DirectoryName } from '../ids.ts';
import { readAudit } from './audit.ts';
import type { Config, ConfiguredDirectory } from './config.ts';
import { checkDefaults, checkPolicy, completeDefaults } from './cross-checks.ts';
import { readDirectories } from './directories.ts';
import type { Environment } from './environment.ts';
import { explain } from './explain.ts';
import type { Explained } from './explained.ts';
import { jsonSchemaOf } from './json-schema.ts';
import { policyOf } from './policy.ts';
import type { ConfigProblem } from './problem.ts';
import { readSafeguards } from './safeguards.ts';
import { fileSchema } from './schema.ts';
import { pathText, readSource, type SourceProblem } from './source.ts';

export interface FromFile {
  readonly settings: Pick<
    Config,
    'directories' | 'defaults' | 'channels' | 'people' | 'policy' | 'safeguards' | 'audit'
  > | null;
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly ConfigProblem[];
  /** Values that came from the environment. They may be secrets. */
  readonly filledIn: readonly string[];
}

export interface ReadFile {
  readonly file: string;
  readonly text: string;
  readonly env: Environment;
  readonly kinds: readonly DirectoryKind[];
  /** For files that the configuration names; throws as `readFileSync` does. */
  readonly readFile: (path: string) => string;
}

const sectionsOf = (root: unknown): ReadonlyMap<string, unknown> =>
  new Map(typeof root === 'object' && root !== null && !Array.isArray(root) ? Object.entries(root) : []);

/** Of several problems with one place the first says enough. */
function firstOfEachPlace(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  const places = new Set<string>();
  return problems.filter(({ path, line }) => {
    const place = `${path}\n${line}`;
    const isNew = !places.has(place);
    places.add(place);
    return isNew;
  });
}

/** Reads muster.yaml as far as it can be understood, so that every mistake in it is told at once. */
export function readFileSettings({ file, text, env, kinds, readFile }: ReadFile): FromFile {
  const source = readSource(text, env);
  const located = ({ path, problem, right }: Explained | SourceProblem, line: number | null): ConfigProblem => ({
    source: file,
    line,
    path: pathText(path),
    problem,
    right,
  });
  const locate = (explained: Explained): ConfigProblem => located(explained, source.lineOf(explained.path));
  const inSource = source.problems.map((found) => located(found, found.line));
  if (!source.readable) return { settings: null, problems: inSource, warnings: [], filledIn: source.filledIn };

  const sections = sectionsOf(source.root);
  const parsed = fileSchema.safeParse(source.root ?? {});
  const directories = readDirectories(sections.get('directories'), kinds);
  const defaults = checkDefaults(sections.get('defaults'), directories, kinds);
  const checked = checkPolicy(sections.get('policy'), directories);
  const audit = parsed.success ? readAudit(parsed.data.audit, readFile) : null;
  const safe = parsed.success ? readSafeguards(parsed.data.safeguards, directories) : null;
  const explained: readonly Explained[] = [
    ...(parsed.success ? [] : explain(parsed.error.issues, jsonSchemaOf(fileSchema), source.root ?? {})),
    ...directories.flatMap(({ problems }) => problems),
    ...defaults.problems,
    ...checked.problems,
    ...(audit?.problems ?? []),
    ...(safe?.problems ?? []),
  ];
  const problems = firstOfEachPlace([...inSource, ...explained.map(locate)]);
  const warnings = [
    ...defaults.warnings,
    ...checked.warnings,
    ...(audit?.warnings ?? []),
    ...(safe?.warnings ?? []),
  ].map(locate);
  const configured = directories.flatMap((directory) => directory.configured ?? []);
  if (!parsed.success || !audit || !safe || problems.length > 0)
    return { settings: null, problems, warnings, filledIn: source.filledIn };

  const { channels, people, policy } = parsed.data;
  const settings = {
    directories: new Map(configured.map((one): [DirectoryName, ConfiguredDirectory] => [one.name, one])),
    defaults: completeDefaults(parsed.data.defaults, directories, kinds),
    channels: { approvals: channels.approvals, notices: channels.notices ?? null },
    people: { emailDomains: people.emailDomains ?? null },
    policy: policyOf(policy),
    safeguards: safe.safeguards,
    audit: audit.settings,
  };
  return { settings, problems, warnings, filledIn: source.filledIn };
}
