import { graveProblem, unsatisfiable } from '../approvals/satisfiable.ts';
import type { DirectoryKind } from '../directories/directory.ts';
import type { DirectoryName } from '../ids.ts';
import { LOOKUP } from '../requests/rights.ts';
import type { ReadDirectory } from './directories.ts';
import type { CrossChecked, Explained } from './explained.ts';
import { suggestion } from './nearest.ts';
import { ruleOf } from './policy.ts';
import { ruleSchema, type WrittenRule } from './policy-schema.ts';

const NOTHING: CrossChecked = { problems: [], warnings: [] };

const together = (parts: readonly CrossChecked[]): CrossChecked => ({
  problems: parts.flatMap(({ problems }) => problems),
  warnings: parts.flatMap(({ warnings }) => warnings),
});

const problem = (path: Explained['path'], text: string, right: string | null): CrossChecked => ({
  problems: [{ path, problem: text, right }],
  warnings: [],
});

const warning = (path: Explained['path'], text: string, right: string | null): CrossChecked => ({
  problems: [],
  warnings: [{ path, problem: text, right }],
});

const entriesOf = (value: unknown): readonly [string, unknown][] =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];

function checkDefault(
  kind: string,
  name: unknown,
  directories: readonly ReadDirectory[],
  kinds: readonly DirectoryKind[],
): CrossChecked {
  const path = ['defaults', kind];
  if (!kinds.some((one) => one.kind === kind)) {
    return problem(
      path,
      'is no kind of directory that is known',
      suggestion(
        kind,
        kinds.map((one) => one.kind),
      ),
    );
  }
  if (typeof name !== 'string') return NOTHING;
  const named = directories.find((directory) => directory.name === name);
  const possible = directories.filter((directory) => directory.kind?.kind === kind).map((directory) => directory.name);
  if (!named) return problem(path, 'names a directory that is not configured', suggestion(name, possible));
  if (named.kind === null || named.kind.kind === kind) return NOTHING;
  return problem(path, `names a directory of the kind ${named.kind.kind}`, suggestion(name, possible));
}

/** Several directories of a kind and none meant by default is allowed: every command then has to name one. */
function checkUnnamed(
  defaults: unknown,
  directories: readonly ReadDirectory[],
  kinds: readonly DirectoryKind[],
): CrossChecked {
  const chosen = new Set(entriesOf(defaults).map(([kind]) => kind));
  return together(
    kinds.map(({ kind }) => {
      const names = directories.filter((directory) => directory.kind?.kind === kind).map(({ name }) => name);
      if (names.length < 2 || chosen.has(kind)) return NOTHING;
      const right = `one of ${names.join(', ')}, or --in with every command`;
      return warning(['defaults', kind], `is not set, so /${kind} has to be told which directory is meant`, right);
    }),
  );
}

export function checkDefaults(
  defaults: unknown,
  directories: readonly ReadDirectory[],
  kinds: readonly DirectoryKind[],
): CrossChecked {
  return together([
    ...entriesOf(defaults).map(([kind, name]) => checkDefault(kind, name, directories, kinds)),
    checkUnnamed(defaults, directories, kinds),
  ]);
}

function checkScope(rule: WrittenRule, path: Explained['path'], directories: readonly ReadDirectory[]): CrossChecked {
  const names: readonly string[] = directories.map(({ name }) => name);
  const { directories: named = '*' } = rule;
  const wanted = named === '*' ? names : named;
  const unknown = (named === '*' ? [] : named).map((name, index) =>
    names.includes(name)
      ? NOTHING
      : problem([...path, 'directories', index], 'is no directory that is configured', suggestion(name, names)),
  );
  const meant = directories.filter(({ name }) => wanted.includes(name));
  const verbs = [...new Set([...meant.flatMap(({ kind }) => kind?.verbs ?? []), LOOKUP])];
  // Of a directory that is not understood we cannot say what can be done in it.
  if (rule.operations === '*' || meant.length < wanted.length || meant.some(({ kind }) => kind === null))
    return together(unknown);
  const impossible = rule.operations.map((verb, index) =>
    verbs.includes(verb)
      ? NOTHING
      : problem([...path, 'operations', index], 'is no operation of these directories', suggestion(verb, verbs)),
  );
  return together([...unknown, ...impossible]);
}

/**
 * Who belongs to a user group is known only in Slack, so a rule with one is trusted to have enough people; `muster policy
 * check` can be told of its members.
 */
function checkQuorum(written: WrittenRule, path: Explained['path']): CrossChecked {
  const rule = ruleOf(written);
  return together(
    unsatisfiable(rule, new Map()).map(({ place, problem: text, right, certain }) =>
      (certain ? problem : warning)([...path, ...place], text, right),
    ),
  );
}

/** A rule that names no directories would come to mean others when one is added. */
function checkDirectories(
  rule: WrittenRule,
  path: Explained['path'],
  directories: readonly ReadDirectory[],
): CrossChecked {
  if (rule.directories !== undefined || directories.length < 2) return NOTHING;
  const right = `some of ${directories.map(({ name }) => name).join(', ')}, or "*" for all`;
  return problem([...path, 'directories'], 'is missing, and there are several directories', right);
}

/** A rule without a quorum asks for more where something cannot be undone; with too few deciders that is never given. */
function checkGraveOperations(
  written: WrittenRule,
  path: Explained['path'],
  directories: readonly ReadDirectory[],
): CrossChecked {
  const rule = ruleOf(written);
  const meant = directories.filter(({ name }) => rule.directories === '*' || rule.directories.includes(name));
  const grave = graveProblem(rule, [...new Set(meant.flatMap(({ kind }) => kind?.irreversible ?? []))], new Map());
  return grave === null ? NOTHING : warning([...path, ...grave.place], grave.problem, grave.right);
}

/** Checks the rules one by one, leaving out those whose form is refused already. */
export function checkPolicy(policy: unknown, directories: readonly ReadDirectory[]): CrossChecked {
  const rules: unknown = new Map(entriesOf(policy)).get('rules');
  if (rules === undefined || (Array.isArray(rules) && rules.length === 0)) {
    return warning(
      ['policy'],
      'has no rules, so nobody may ask for anything',
      'at least one rule; see muster.example.yaml',
    );
  }
  if (!Array.isArray(rules)) return NOTHING;
  return together(
    rules.flatMap((raw: unknown, index) => {
      const rule = ruleSchema.safeParse(raw);
      const path = ['policy', 'rules', index];
      return rule.success
        ? [
            checkDirectories(rule.data, path, directories),
            checkScope(rule.data, path, directories),
            checkQuorum(rule.data, path),
            checkGraveOperations(rule.data, path, directories),
          ]
        : [];
    }),
  );
}

/** Kind → directory, filled in where a kind has only one. */
export function completeDefaults(
  written: Readonly<Record<string, string>>,
  directories: readonly ReadDirectory[],
  kinds: readonly DirectoryKind[],
): ReadonlyMap<string, DirectoryName> {
  return new Map(
    kinds.flatMap(({ kind }): [string, DirectoryName][] => {
      const all = directories.filter((directory) => directory.kind?.kind === kind);
      const meant = all.length === 1 ? all[0] : all.find(({ name }) => name === written[kind]);
      return meant ? [[kind, meant.name]] : [];
    }),
  );
}
