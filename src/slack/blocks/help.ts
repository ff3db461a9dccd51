import type { KnownBlock } from '@slack/types';
import { exampleOf } from '../../commands/option-name.ts';
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
  /** A verb to be explained alone, or null for all. */
  readonly topic: string | null;
  /** What was wrong with the text that led here, as a sentence. */
  readonly notice?: string;
}

const OPERATIONS_SHOWN = 25;

/** `titles`: "AWS Wickr network", each kind of directory that was looked at. */
export function noRights(...titles: readonly string[]): string {
  return `You may not ask for changes in any ${titles.join(' or ')} through Muster. Whoever runs Muster can add you to its policy.`;
}

function operationLine(command: string, operation: string, all: readonly PermittedOperation[]): string {
  const places = all.filter((one) => one.operation === operation);
  const first = places[0];
  const where = clipEscaped(places.map(({ directory }) => directory).join(', '), 100);
  const options = clipEscaped(
    (first?.options ?? []).map((option) => ` ${exampleOf(option) ?? `--${option}`}`).join(''),
    200,
  );
  const grave = first?.reversible ? '' : ' *Cannot be undone.*';
  return `\`${command} ${operation} @alice bob@example.com${options}\`\n${clipEscaped(oneLine(first?.effect ?? ''), 150)}${grave} In ${where}.`;
}

/** How to say whom, where and why, with an operation that the asker may ask for. */
function generalLines(command: string, verbs: readonly string[], permitted: readonly PermittedOperation[]): string {
  const [example = ''] = verbs;
  const groupSelects = verbs.find(
    (verb) => !permitted.some((one) => one.operation === verb && one.options.includes('group')),
  );
  const group =
    groupSelects === undefined ? '' : ` \`--group "Field Operations"\` with \`${groupSelects}\` and the like.`;
  const lines: readonly string[] = [
    `\`${command}\` alone opens a form, \`${command} ${example}\` the form for that.`,
    'People are named by @mention, @group, e-mail or account id, as many as you like.',
    `Instead of names, or to narrow them down: \`--pending\` or \`--expired\` invitations, \`--suspended\`, \`--inactive 90d\`.${group}`,
    '`--in name` chooses the directory, `--reason "left the company"` says why, `--dry-run` only shows what would happen.',
  ];
  return lines.join('\n');
}

function questionLines(command: string): string {
  return [
    `\`${command} status\` shows your latest requests and those that wait for you.`,
    `\`${command} history --about alice@example.com --since 30d\` tells what was asked for; also \`--mine\` and \`--in\`.`,
    `\`${command} lookup alice@example.com\` tells what the directory knows of people, if the policy lets you look.`,
  ].join('\n');
}

/** Only what the asker may do, with an example for each. */
export function helpMessage({ command, title, permitted, topic, notice }: Help): Message {
  const known = [...new Set(permitted.map(({ operation }) => operation))];
  const verbs = topic !== null && known.includes(topic) ? [topic] : known;
  const lead = notice === undefined ? '' : `${slackPen.text(notice)} `;
  const warning = notice === undefined ? [] : [section(mrkdwn(`*${slackPen.text(notice)}*`))];
  if (verbs.length === 0) {
    const nothing = `${noRights(title)} \`${command} status\` lists the requests you may decide on, if any.`;
    return message(`${lead}${nothing}`, [...warning, section(mrkdwn(nothing))]);
  }
  const text = `${lead}With ${command} you can ask for: ${verbs.join(', ')}. A second person approves before anything happens.`;
  const blocks: KnownBlock[] = [
    ...warning,
    section(mrkdwn(`*What you can ask for with ${command}*`)),
    ...verbs.slice(0, OPERATIONS_SHOWN).map((verb) => section(mrkdwn(operationLine(command, verb, permitted)))),
    section(mrkdwn(generalLines(command, verbs, permitted))),
    section(mrkdwn(questionLines(command))),
    context('You see exactly who would be changed before anything is asked, and a second person approves it.'),
  ];
  return message(text, blocks);
}
