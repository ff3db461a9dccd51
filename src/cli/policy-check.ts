import type { PolicyRule } from '../approvals/policy.ts';
import { groupsOf, type Memberships } from '../approvals/rule-matching.ts';
import { graveProblem, unsatisfiable } from '../approvals/satisfiable.ts';
import { durationText } from '../config/duration.ts';
import { formatProblems } from '../config/problem.ts';
import { pathText } from '../config/source.ts';
import { ruleWords } from '../report/policy-words.ts';
import { defineCommand, EXIT, WrongUsage } from './command.ts';
import { CAST_DETAILS, CAST_OPTIONS, CAST_USAGE, readCast } from './policy-cast.ts';
import { type PolicyFile, readPolicyFile } from './policy-file.ts';

/** The verbs that cannot be taken back, of the directories a rule is for. */
function irreversibleOf({ directories, isReversible }: PolicyFile, rule: PolicyRule): readonly string[] {
  const verbs = directories
    .filter(({ name }) => rule.directories === '*' || rule.directories.includes(name))
    .flatMap(({ name, operations }) =>
      [...operations.keys()].filter((operation) => !isReversible({ directory: name, operation })),
    );
  return [...new Set(verbs)];
}

/** What can never be approved, rule by rule, going by the people named and the groups whose members were given. */
function neverApproved(policy: PolicyFile, memberships: Memberships): readonly string[] {
  return policy.config.policy.rules.flatMap((rule, index) => {
    const grave = graveProblem(rule, irreversibleOf(policy, rule), memberships);
    return [...unsatisfiable(rule, memberships), ...(grave === null ? [] : [grave])].map(
      ({ place, problem, right }) =>
        `${policy.placeOf(index)}\n  ${pathText(['policy', 'rules', index, ...place])} ${problem}\n  Right would be: ${right}`,
    );
  });
}

export const policyCheck = defineCommand({
  usage: `[--config FILE] ${CAST_USAGE}`,
  details: `Says what the policy in muster.yaml means, and warns of rules by which nothing could ever be approved.\n\n${CAST_DETAILS}`,
  options: { config: { type: 'string' }, ...CAST_OPTIONS },
  run: async ({ values, positionals }, terminal) => {
    if (positionals.length > 0) throw new WrongUsage('muster policy check takes nothing further.');
    const { stdout, stderr } = terminal;
    const read = readPolicyFile(values.config, terminal);
    if (read.kind === 'unusable') {
      stderr.write(`${read.problems}\n`);
      return EXIT.misconfigured;
    }
    const { policy } = read;
    const { rules, expiresAfterMs, startsWithinMs, remindAfterMs = [] } = policy.config.policy;
    const cast = readCast(values);
    const memberships = new Map([...cast.groups].map(([group, members]) => [group, new Set(members)]));

    for (const [index, rule] of rules.entries()) {
      const { title, lines } = ruleWords(rule, policy.config.policy);
      stdout.write(
        `Rule ${index + 1} (${policy.placeOf(index)}): ${title}\n${lines.map((line) => `  ${line}\n`).join('')}\n`,
      );
    }
    const reminded =
      remindAfterMs.length === 0
        ? 'nobody is reminded'
        : `approvers are reminded after ${remindAfterMs.map(durationText).join(', ')}`;
    stdout.write(
      `A request waits ${durationText(expiresAfterMs)} for approval, ${reminded}, and then ${durationText(startsWithinMs ?? 0)} for its start.\n` +
        'Nobody decides on their own request, nor on one that is about them; one person with two accounts counts once.\n' +
        (rules.length === 0 ? 'There are no rules, so nobody may do anything.\n' : ''),
    );
    const unknown = groupsOf(rules).filter((group) => !memberships.has(group));
    if (unknown.length > 0)
      stdout.write(
        `\nWho is in ${unknown.join(', ')} only Slack knows: these are taken to be enough. --member tells.\n`,
      );

    const never = neverApproved(policy, memberships);
    const others = policy.warnings.filter(({ path }) => !path.startsWith('policy.rules'));
    if (others.length > 0) stderr.write(`\n${formatProblems(others)}\n`);
    if (never.length > 0) stderr.write(`\nNobody could ever approve some of this:\n\n${never.join('\n\n')}\n`);
    await policy.close();
    return never.length > 0 ? EXIT.foundProblem : EXIT.fine;
  },
});
