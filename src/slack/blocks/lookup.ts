import type { AccountRecord } from '../../directories/directory.ts';
import { accountWords } from '../../report/account-words.ts';
import { capitalized, grouped, people, reasonSentence } from '../../report/wording.ts';
import type { LookedUp } from '../../requests/use-cases.ts';
import { type Message, message, mrkdwn, section } from './elements.ts';
import { firstLines, lineSections } from './people-lines.ts';
import { clipEscaped, oneLine, slackPen } from './text.ts';
import { typedWords } from './typed-words.ts';

/** People shown in a message; more go into a file. */
export const LOOKUP_SHOWN = 10;
const MISSING_LINES = 20;
const MISSING_BUDGET = 1_500;
const FOUND_BUDGET = 4_000;
const TEXT_LENGTH = 3_500;

type Found = Extract<LookedUp, { readonly kind: 'looked-up' }>;

function recordLines(record: AccountRecord): readonly string[] {
  const { account } = record;
  const { status, suspended, admin, groups, devices, lastActivity, facts } = accountWords(record);
  const who = [...new Set([account.label, account.email ?? '', account.id].map(oneLine))].filter((part) => part !== '');
  return [
    who.join(' · '),
    capitalized(`${status}, ${suspended}, ${admin}.`),
    ...(groups === null ? [] : [`Groups: ${oneLine(groups)}.`]),
    ...(devices === null ? [] : [`Devices: ${oneLine(devices)}.`]),
    `Last activity: ${lastActivity}.`,
    ...(facts === '' ? [] : [`${oneLine(facts)}.`]),
  ];
}

function missingLines(missing: Found['missing']): readonly string[] {
  return missing.map(({ typed, reason }) => `• ${oneLine(typedWords(typed))}: ${reasonSentence(oneLine(reason))}`);
}

/** "Found 11 of 12 people in acme-prod." */
export function lookupCounts({ directory, found, missing }: Found): string {
  // Somebody may be named who has several accounts.
  const named = new Set(found.map(({ typed }) => typed)).size;
  const all = named + missing.length;
  const accounts = named === found.length ? '' : ` with ${grouped(found.length)} accounts`;
  return `Found ${missing.length === 0 ? people(all) : `${named} of ${people(all)}`}${accounts} in ${slackPen.name(directory)}.`;
}

/** What is known of up to `LOOKUP_SHOWN` people, for whoever asked and nobody else. */
export function lookupMessage(looked: Found): Message {
  const counts = lookupCounts(looked);
  const found = looked.found.map(recordLines);
  const missing = missingLines(looked.missing);
  const text = clipEscaped([...found.flat(), ...missing].join(' '), TEXT_LENGTH);
  return message(`${counts} ${text}`, [
    section(mrkdwn(`*${counts}*`)),
    ...found.flatMap((lines) => lineSections(lines, Math.floor(FOUND_BUDGET / found.length))),
    ...(missing.length === 0 ? [] : [section(mrkdwn(`*Not found: ${people(missing.length)}*`))]),
    ...lineSections(firstLines(missing, MISSING_LINES, ''), MISSING_BUDGET),
  ]);
}

/** Stands in for the message when there are too many people for one. */
export function lookupFileMessage(looked: Found): Message {
  const text = `${lookupCounts(looked)} That is too much for a message: I have sent you a file directly.`;
  return message(text, [section(mrkdwn(text))]);
}

/** Goes with the file. */
export function lookupFileComment(looked: Found): string {
  return `${lookupCounts(looked)} Personal data: delete this file when you are done with it.`;
}
