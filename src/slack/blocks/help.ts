import type { KnownBlock } from '@slack/types';
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

/** `title`: "AWS Wickr network" */
export function noRights(title: string): string {
  return `You may not ask for changes in an ${title} through Muster. Whoever runs Muster can add you to its policy.`;
}

function operationLine(command: string, operation: string, all: readonly PermittedOperation[]): string {
  const places = all.filter((one) => one.operation === operation);
  const first = places[0];
  const where = clipEscaped(places.map(({ directory }) => directory).join(', '), 100);
  return `\`${command} ${operation} @person\`: ${clipEscaped(oneLine(first?.effect ?? ''), 150)}${first?.reversible ? '' : ' Cannot be undone.'} In ${where}.`;
}

/** Only what the asker may do, with an example for each. */
export function helpMessage({ command, title, permitted, topic, notice }: Help): Message {
  const known = [...new Set(permitted.map(({ operation }) => operation))];
  const verbs = topic !== null && known.includes(topic) ? [topic] : known;
  const lead = notice === undefined ? '' : `${slackPen.text(notice)} `;
  if (verbs.length === 0) {
    const nothing = `${lead}${noRights(title)} \`${command} status\` lists the requests you may decide on, if any.`;
    return message(nothing, [section(mrkdwn(nothing))]);
  }
  const example = verbs[0] ?? '';
  const text = `${lead}With ${command} you can ask for: ${verbs.join(', ')}. A second person approves before anything happens.`;
  const more: readonly string[] = [
    `\`${command}\` alone opens a form.`,
    `\`${command} ${example} alice@example.com bob@example.com --reason "left the company"\` names people by e-mail; account ids, @mentions and @groups work too.`,
    `\`--in name\` chooses the directory. \`--dry-run\` only shows what would happen.`,
    `\`${command} status\` shows your latest requests.`,
  ];
  const blocks: KnownBlock[] = [
    ...(notice === undefined ? [] : [section(mrkdwn(`*${slackPen.text(notice)}*`))]),
    section(mrkdwn(`*What you can ask for with ${command}*`)),
    ...verbs.slice(0, OPERATIONS_SHOWN).map((verb) => section(mrkdwn(operationLine(command, verb, permitted)))),
    section(mrkdwn(more.join('\n'))),
    context('You see exactly who would be changed before anything is asked, and a second person approves it.'),
  ];
  return message(text, blocks);
}
