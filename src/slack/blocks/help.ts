import type { KnownBlock } from '@slack/types';
import { exampleOf } from '../../commands/option-name.ts';
import type { Naming, SelectionRule } from '../../directories/naming.ts';
import { listed } from '../../report/wording.ts';
import type { PermittedOperation } from '../../requests/use-cases.ts';
import { context, type Message, message, mrkdwn, section } from './elements.ts';
import { clipEscaped, oneLine, slackPen } from './text.ts';

export interface Help {
  /** `/wickr` */
  readonly command: string;
  /** "AWS Wickr network" */
  readonly title: string;
  /** What the asker may ask for. */
  readonly permitted: readonly PermittedOperation[];
  /** Directories in which the asker may look people up. */
  readonly lookups: readonly string[];
  readonly naming: Pick<Naming, 'identifierTypes' | 'selectionRules'>;
  /** A verb to be explained alone, or null for all. */
  readonly topic: string | null;
  /** What was wrong with the text that led here, as a sentence. */
  readonly notice?: string;
}

const OPERATIONS_SHOWN = 25;
/** Directories whose own options are told of one by one. */
const PLACES_SHOWN = 3;

/** `titles`: "AWS Wickr network", each kind of directory that was looked at. */
export function noRights(...titles: readonly string[]): string {
  return `You may not ask for changes in any ${titles.join(' or ')} through Muster. Whoever runs Muster can add you to its policy.`;
}

const examples = (options: readonly string[]): string =>
  options.map((option) => ` ${exampleOf(option) ?? `--${option}`}`).join('');

/** Whom somebody could be asking for, as they would be typed. */
const examplePeople = ({ forNewcomers }: PermittedOperation): string =>
  forNewcomers ? 'carol@example.com "Dan Example &lt;dan@example.com&gt;"' : '@alice bob@example.com';

/** What an operation does, how it is typed, and where: options that only some directories know are said apart. */
function operationLine(command: string, operation: string, all: readonly PermittedOperation[]): string {
  const places = all.filter((one) => one.operation === operation);
  const [first] = places;
  const single = new Set(all.map(({ directory }) => directory)).size === 1;
  if (first === undefined) return '';
  const where = clipEscaped(places.map(({ directory }) => directory).join(', '), 100);
  const everywhere = first.options.filter((option) => places.every(({ options }) => options.includes(option)));
  const elsewhere = places.flatMap(({ directory, options }) => {
    const own = options.filter((option) => !everywhere.includes(option));
    return own.length === 0
      ? []
      : [` In ${clipEscaped(directory, 100)} also \`${clipEscaped(examples(own).trim(), 200)}\`.`];
  });
  const grave = first.reversible ? '' : ' *Cannot be undone.*';
  const usage = `\`${command} ${operation} ${examplePeople(first)}${clipEscaped(examples(everywhere), 200)}\``;
  const more = elsewhere.slice(0, PLACES_SHOWN).join('');
  return `${usage}\n${clipEscaped(oneLine(first.effect), 150)}${grave}${single ? '' : ` In ${where}.`}${more}`;
}

const SELECTS: Readonly<Record<Exclude<SelectionRule, 'group'>, string>> = {
  pending: '`--pending`',
  expired: '`--expired`',
  suspended: '`--suspended`',
  inactive: '`--inactive 90d`',
};

/** Rules instead of names; a group selects only where the operation does not take one itself. */
function selectionLine({ naming, permitted }: Help, verbs: readonly string[]): readonly string[] {
  const rules = naming.selectionRules.flatMap((rule) => (rule === 'group' ? [] : [SELECTS[rule]]));
  const groupSelects = naming.selectionRules.includes('group')
    ? verbs.find((verb) => !permitted.some((one) => one.operation === verb && one.options.includes('group')))
    : undefined;
  const group =
    groupSelects === undefined ? [] : [`\`--group "Field Operations"\` (with \`${groupSelects}\` and the like)`];
  const all = [...rules, ...group];
  return all.length === 0 ? [] : [`Instead of names, or to narrow them down: ${listed(all)}.`];
}

/** Which directory is meant; nothing needs to be said where there is one. */
function directoryLine(directories: readonly string[], usual: string | null): readonly string[] {
  const [first = ''] = directories.filter((name) => name !== usual);
  if (directories.length < 2) return [];
  const without = usual === null ? 'it has to be said each time' : `without it, ${clipEscaped(usual, 100)} is meant`;
  return [`\`--in ${clipEscaped(first, 100)}\` says where: ${without}.`];
}

/** How to say whom, where and why, with an operation that the asker may ask for. */
function generalLines(help: Help, verbs: readonly string[]): string {
  const { command, naming, permitted } = help;
  const [example = ''] = verbs;
  const directories = [...new Set(permitted.map(({ directory }) => directory))];
  const usual = permitted.find(({ isDefault }) => isDefault)?.directory ?? null;
  const types = naming.identifierTypes.map(({ name }) => name);
  const lines: readonly string[] = [
    `\`${command}\` alone opens a form, \`${command} ${example}\` the form for that.`,
    'People are named by @mention, @group, e-mail or account id, as many as you like.',
    ...(types.length === 0 ? [] : [`\`--by\` says how they are named: ${clipEscaped(types.join(', '), 200)}.`]),
    ...selectionLine(help, verbs),
    ...directoryLine(directories, usual),
    '`--reason "left the company"` says why, `--dry-run` only shows what would happen.',
  ];
  return lines.join('\n');
}

/** `lookups`: directories in which the asker may look people up. */
function questionLines({ command, lookups, permitted }: Help): string {
  const [lookup] = lookups;
  const several = new Set([...permitted.map(({ directory }) => directory), ...lookups]).size > 1;
  return [
    `\`${command} status\` shows your latest requests and those that wait for you.`,
    `\`${command} history --about alice@example.com --since 30d\` tells what was asked for; also \`--mine\`${several ? ' and `--in`' : ''}.`,
    ...(lookup === undefined
      ? []
      : [
          `\`${command} lookup alice@example.com\` tells what ${clipEscaped(lookups.join(', '), 200)} knows of people: status, last activity and more.`,
        ]),
  ].join('\n');
}

/** Only what the asker may do, with an example for each. */
export function helpMessage(help: Help): Message {
  const { command, title, permitted, topic, notice, lookups } = help;
  const known = [...new Set(permitted.map(({ operation }) => operation))];
  const verbs = topic !== null && known.includes(topic) ? [topic] : known;
  const lead = notice === undefined ? '' : `${slackPen.text(notice)} `;
  const warning = notice === undefined ? [] : [section(mrkdwn(`*${slackPen.text(notice)}*`))];
  if (verbs.length === 0) {
    const nothing = `${noRights(title)} \`${command} status\` lists the requests you may decide on, if any.`;
    const rest = lookups.length === 0 ? [] : [section(mrkdwn(questionLines(help)))];
    return message(`${lead}${nothing}`, [...warning, section(mrkdwn(nothing)), ...rest]);
  }
  const text = `${lead}With ${command} you can ask for: ${verbs.join(', ')}. A second person approves before anything happens.`;
  const blocks: KnownBlock[] = [
    ...warning,
    section(mrkdwn(`*What you can ask for with ${command}*`)),
    ...verbs.slice(0, OPERATIONS_SHOWN).map((verb) => section(mrkdwn(operationLine(command, verb, permitted)))),
    section(mrkdwn(generalLines(help, verbs))),
    section(mrkdwn(questionLines(help))),
    context('You see exactly who would be changed before anything is asked, and a second person approves it.'),
  ];
  return message(text, blocks);
}
