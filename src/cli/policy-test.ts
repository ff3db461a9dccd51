import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Cast, type Rehearsed, rehearse, type Scene } from '../approvals/rehearsal.ts';
import { type PolicyCase, readPolicyTests } from '../config/policy-tests.ts';
import { formatProblems } from '../config/problem.ts';
import { slackUserId } from '../ids.ts';
import { waitingStageOf } from '../report/approvals-needed.ts';
import { LOOKUP } from '../requests/rights.ts';
import { defineCommand, EXIT, WrongUsage } from './command.ts';
import { type PolicyFile, readPolicyFile } from './policy-file.ts';

/** Beside muster.yaml. */
const TESTS_FILE = 'policy-tests.yaml';

/** Why a case cannot be gone through, or the scene it means. */
function sceneOf(one: PolicyCase, { directories }: PolicyFile, cast: Cast): Scene | string {
  const only = directories.length === 1 ? directories[0]?.name : undefined;
  const name = one.directory ?? only;
  const directory = directories.find((each) => each.name === name);
  if (!directory)
    return name === undefined
      ? 'names no directory, and there are several'
      : `names the directory ${name}, which is not configured`;
  if (one.operation !== LOOKUP && !directory.operations.has(one.operation))
    return `names “${one.operation}”, which ${name} cannot do`;
  const targets = one.about.filter((each) => !each.includes('@')).map(slackUserId);
  return {
    requester: one.ask,
    scope: { directory: directory.name, operation: one.operation },
    asked: {
      blast: { people: one.people, directorySize: one.directorySize ?? null, classes: [...one.targets] },
      targets,
      emails: [
        ...one.about.filter((each) => each.includes('@')),
        ...targets.flatMap((id) => cast.people.get(id)?.email ?? []),
      ],
    },
    ...(one.reason === undefined ? {} : { reason: one.reason }),
    decide: one.decide,
  };
}

const same = (some: readonly string[], others: readonly string[]): boolean =>
  [...some].sort().join() === [...others].sort().join();

/** What of a case did not come as it was expected. */
function differences(one: PolicyCase, came: Rehearsed): readonly string[] {
  const presses = came.verdict === 'refused' ? [] : came.presses;
  const refusals = presses.flatMap((press) => (press.kind === 'refused' ? [press] : []));
  const told = came.verdict === 'refused' ? [came.reason] : refusals.map(({ reason }) => reason);
  const stage =
    came.verdict === 'pending' && came.ask !== null ? waitingStageOf(came.ask.stages, came.decisions) : null;
  const wrong: string[] = [];
  if (came.verdict !== one.expect) wrong.push(`expected ${one.expect}, and it is ${came.verdict}`);
  if (one.waitsFor !== undefined && stage !== one.waitsFor)
    wrong.push(`expected to wait for ${one.waitsFor}, and it waits for ${stage ?? 'nothing'}`);
  if (
    one.refuses !== undefined &&
    !same(
      one.refuses,
      refusals.map(({ who }) => who),
    )
  )
    wrong.push(
      `expected to refuse ${one.refuses.join(', ') || 'nobody'}, and it refused ${refusals.map(({ who }) => who).join(', ') || 'nobody'}`,
    );
  const { because } = one;
  if (because !== undefined && !told.some((reason) => reason.includes(because)))
    wrong.push(`nobody was told ${JSON.stringify(because)}`);
  if (wrong.length === 0) return [];
  return [
    ...wrong,
    ...(came.verdict === 'refused' ? [`refused: ${came.reason}`] : []),
    ...presses.map((press) =>
      press.kind === 'counts' ? `${press.who} counts for ${press.stage}` : `${press.who} is refused: ${press.reason}`,
    ),
  ];
}

export const policyTest = defineCommand({
  usage: '[--config FILE] [FILE]',
  details: [
    `Goes through the cases of ${TESTS_FILE} beside muster.yaml, or of FILE: who asks for what, who approves, and what is to`,
    'come of it. The rights are judged as the bot judges them, and nobody is asked. docs/policy.md shows how to write cases.',
  ].join('\n'),
  options: { config: { type: 'string' } },
  run: async ({ values, positionals }, terminal) => {
    const { stdout, stderr } = terminal;
    if (positionals.length > 1) throw new WrongUsage('muster policy test takes one file.');
    const read = readPolicyFile(values.config, terminal);
    if (read.kind === 'unusable') {
      stderr.write(`${read.problems}\n`);
      return EXIT.misconfigured;
    }
    const { policy } = read;
    try {
      const file = positionals[0] ?? join(dirname(policy.file), TESTS_FILE);
      let text: string;
      try {
        text = readFileSync(file, 'utf8');
      } catch {
        throw new WrongUsage(`${file} cannot be read. Name the file of the cases.`);
      }
      const found = readPolicyTests(file, text);
      if (found.kind === 'unusable') {
        stderr.write(`${formatProblems(found.problems)}\n`);
        return EXIT.misconfigured;
      }
      const { tests } = found;
      const { config, isReversible } = policy;
      const deps = { policy: config.policy, emailDomains: config.people.emailDomains, isReversible, cast: tests };
      let failed = 0;
      for (const one of tests.cases) {
        const scene = sceneOf(one, policy, tests);
        const wrong = typeof scene === 'string' ? [scene] : differences(one, await rehearse(deps, scene));
        failed += wrong.length > 0 ? 1 : 0;
        stdout.write(`${wrong.length > 0 ? 'FAILED' : 'ok    '} ${one.name} (${file}:${one.line ?? '?'})\n`);
        for (const what of wrong) stdout.write(`         ${what}\n`);
      }
      stdout.write(`${tests.cases.length - failed} of ${tests.cases.length} cases are as expected.\n`);
      return failed > 0 ? EXIT.foundProblem : EXIT.fine;
    } finally {
      await policy.close();
    }
  },
});
