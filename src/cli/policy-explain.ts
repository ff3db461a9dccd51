import { type Demand, decidersOf, demandsOf } from '../approvals/demand.ts';
import { reaches } from '../approvals/quorum.ts';
import { type Cast, firstPress, rehearse, type Scene } from '../approvals/rehearsal.ts';
import { groupsOf, matches, membersOf } from '../approvals/rule-matching.ts';
import { policyText } from '../config/policy-text.ts';
import type { SlackUserId } from '../ids.ts';
import { conditionWords } from '../report/policy-words.ts';
import { people } from '../report/wording.ts';
import { TARGET_CLASSES, type TargetClass } from '../requests/blast.ts';
import { ticketWords } from '../requests/reason-demand.ts';
import { defineCommand, EXIT, type Terminal, WrongUsage } from './command.ts';
import { CAST_DETAILS, CAST_OPTIONS, CAST_USAGE, readCast, readUser } from './policy-cast.ts';
import { readTypedCommand, type TypedCommand } from './policy-command.ts';
import { type PolicyFile, readPolicyFile } from './policy-file.ts';

const wholeNumber = (text: string | undefined, option: string): number | null => {
  if (text === undefined) return null;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new WrongUsage(`--${option} takes a whole number.`);
};

function readClasses(texts: readonly string[]): readonly TargetClass[] {
  return texts.map((text) => {
    const found = TARGET_CLASSES.find((one) => one === text);
    if (found) return found;
    throw new WrongUsage(`--target takes one of ${TARGET_CLASSES.join(', ')}.`);
  });
}

/** Of each rule that governs: its stages, and which escalations made them so. */
function demandLines(
  { config: { policy }, placeOf }: PolicyFile,
  { rule, stages }: Demand,
  scene: Scene,
): readonly string[] {
  const escalated = (rule.escalate ?? []).filter((one) => reaches(one, scene.asked.blast)).map(conditionWords);
  return [
    `Rule ${policy.rules.indexOf(rule) + 1} (${placeOf(policy.rules.indexOf(rule))}) governs${escalated.length === 0 ? '' : `, escalated for ${escalated.join('; and for ')}`}:`,
    ...stages.map(
      ({ name, quorum, deciders, decide }, index) =>
        `  ${index + 1}. ${name}: ${quorum} of ${[...deciders].join(', ') || 'nobody known'} (${decide.map(({ id }) => id).join(', ')})`,
    ),
  ];
}

/** Each of those whom the matching rules name, and whether a yes of theirs would count now. */
async function deciderLines(
  policy: PolicyFile,
  cast: Cast,
  scene: Scene,
  named: ReadonlySet<SlackUserId>,
): Promise<string> {
  const lines: string[] = [];
  for (const who of [...named].sort()) {
    const press = await firstPress(depsOf(policy, cast), scene, who);
    lines.push(
      press.kind === 'counts'
        ? `  ${who}: yes, for ${press.stage}\n`
        : `  ${who}: no. ${press.reason.replace(CLICKED, '')}\n`,
    );
  }
  return lines.join('');
}

/** Here nobody clicks. */
const CLICKED = ' Your click changed nothing.';

const depsOf = ({ config, isReversible }: PolicyFile, cast: Cast) => ({
  policy: config.policy,
  emailDomains: config.people.emailDomains,
  isReversible,
  cast,
});

async function explain(policy: PolicyFile, cast: Cast, scene: Scene, { stdout }: Terminal): Promise<number> {
  const { requester, scope, asked } = scene;
  const { blast } = asked;
  const of = blast.directorySize === null ? ' (how many there are in all is not known)' : ` of ${blast.directorySize}`;
  stdout.write(`${requester} asks to ${scope.operation} ${people(blast.people)}${of} in ${scope.directory}.\n\n`);

  const memberships = new Map([...cast.groups].map(([group, members]) => [group, new Set(members)]));
  const matching = policy.config.policy.rules.filter((rule) => matches(rule, scope));
  const demands = demandsOf(
    policy.config.policy,
    { scope: { ...scope, reversible: policy.isReversible(scope) }, requester, blast },
    memberships,
  );
  for (const demand of demands) stdout.write(`${demandLines(policy, demand, scene).join('\n')}\n`);
  const unknown = groupsOf(matching).filter((group) => !memberships.has(group));
  if (unknown.length > 0) stdout.write(`Taken to be empty, since --member did not tell: ${unknown.join(', ')}\n`);

  const done = await rehearse(depsOf(policy, cast), scene);
  const named = new Set([
    ...decidersOf(demands),
    ...matching.flatMap(({ ask }) => [...membersOf(ask, memberships)]),
    requester,
  ]);
  const whoCounts = async () =>
    demands.length === 0 ? '' : `\nWould an approval count now?\n${await deciderLines(policy, cast, scene, named)}`;
  if (done.verdict === 'refused') {
    stdout.write(
      `\nRefused: ${done.reason}${whyNot(matching.length, demands.length, requester)}\n${await whoCounts()}`,
    );
    return EXIT.foundProblem;
  }
  if (done.ask === null) {
    stdout.write('\nAllowed, and nobody has to agree.\n');
    return EXIT.fine;
  }
  const tickets = ticketWords(done.ask.reason);
  const names = tickets === null ? '' : `, and has to name ${tickets}`;
  stdout.write(
    `${done.ask.reason.required ? `A reason is needed${names}.` : 'No reason is needed.'}\n${await whoCounts()}`,
  );
  return EXIT.fine;
}

function whyNot(matching: number, governing: number, requester: SlackUserId): string {
  if (matching === 0) return ' No rule is about this.';
  if (governing > 0) return '';
  return ` ${matching === 1 ? 'The one rule that is about this does' : `The ${matching} rules that are about this do`} not let ${requester} ask.`;
}

function sceneOf(
  command: TypedCommand,
  requester: SlackUserId,
  given: { readonly people: number | null; readonly size: number | null; readonly classes: readonly TargetClass[] },
): Scene {
  const count = given.people ?? command.people;
  if (count === 0) throw new WrongUsage('The command names nobody. --people says how many it is about.');
  return {
    requester,
    scope: { directory: command.directory, operation: command.operation },
    asked: {
      blast: {
        people: count,
        directorySize: given.size,
        classes: given.classes.length === 0 ? ['unknown'] : [...given.classes],
      },
      targets: command.targets,
      emails: command.emails,
    },
    ...(command.reason === null ? {} : { reason: command.reason }),
    decide: [],
  };
}

export const policyExplain = defineCommand({
  usage: `[--config FILE] [--as U… ${CAST_USAGE} [--people N] [--directory-size N] [--target CLASS] -- /wickr …]`,
  details: [
    'Without --as: writes the policy out with everything that was left to its default, as it could stand in muster.yaml.',
    'With --as and a command: which rule governs, what it demands, who may decide, and why others may not.',
    '',
    '  muster policy explain --as U0123ABCDE1 --member S0123ABCDEF=U0123ABCDE1 -- /wickr delete @U0123ABCDE9 bob@example.com',
    '',
    '  --people 60           how many it is about, where the command does not name everybody',
    '  --directory-size 900  how many people the directory has; not known without it',
    '  --target active       what they are: pending, suspended, active (again for another); not known without it',
    '',
    CAST_DETAILS,
  ].join('\n'),
  options: {
    config: { type: 'string' },
    as: { type: 'string' },
    people: { type: 'string' },
    'directory-size': { type: 'string' },
    target: { type: 'string', multiple: true },
    ...CAST_OPTIONS,
  },
  run: async ({ values, positionals }, terminal) => {
    const read = readPolicyFile(values.config, terminal);
    if (read.kind === 'unusable') {
      terminal.stderr.write(`${read.problems}\n`);
      return EXIT.misconfigured;
    }
    const { policy } = read;
    try {
      if (values.as === undefined) {
        if (positionals.length > 0) throw new WrongUsage('Say with --as who asks.');
        terminal.stdout.write(policyText(policy.config.policy));
        return EXIT.fine;
      }
      const cast = readCast(values);
      const scene = sceneOf(readTypedCommand(positionals, policy, cast), readUser(values.as), {
        people: wholeNumber(values.people, 'people'),
        size: wholeNumber(values['directory-size'], 'directory-size'),
        classes: readClasses(values.target ?? []),
      });
      return await explain(policy, cast, scene, terminal);
    } finally {
      await policy.close();
    }
  },
});
