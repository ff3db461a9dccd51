import type { InputBlock } from '@slack/types';
import { input, option, plain } from './elements.ts';

/** The options of an operation as inputs of the form, besides the group, which has names to choose from. */

const PREFIX = 'option:';
/** The action id of every input: one per block. */
const VALUE = 'value';
const LONGEST = 500;

export const optionBlock = (name: string): string => `${PREFIX}${name}`;
/** The option that a block asks for, or null. */
export const optionOf = (blockId: string): string | null =>
  blockId.startsWith(PREFIX) ? blockId.slice(PREFIX.length) : null;

interface Asking {
  readonly label: string;
  readonly hint: string;
  /** To choose from, instead of typing. */
  readonly choices?: readonly string[];
  /** Never written into a view: not even back to whoever typed it. */
  readonly secret?: true;
}

/** Words for the options we know; any other is asked for by its name. */
const KNOWN: Readonly<Record<string, Asking>> = {
  'invite-code': {
    label: 'Invite code',
    hint: 'A code of your own for these invitations. It is kept secret: it is never shown, and has to be entered anew if this form comes back.',
    secret: true,
  },
  'invite-code-days': { label: 'Days the invite code is good for', hint: 'A whole number.' },
  'code-validation': {
    label: 'Must the code be entered to join?',
    hint: 'Without an answer, the network decides.',
    choices: ['yes', 'no'],
  },
  kick: {
    label: 'End present log-ins as well?',
    hint: 'Without an answer they are left alone.',
    choices: ['yes', 'no'],
  },
  apps: {
    label: 'Applications',
    hint: 'Ids of applications, separated by commas. Without any, all that each person is logged in to.',
  },
  app: {
    label: 'Log-in page',
    hint: 'Id of the application whose log-in page the mail links to. Without one, the usual page.',
  },
  devices: {
    label: 'Devices',
    hint: 'Types such as desktop, mobile or web as lookup shows them, or app ids, separated by commas. Without any, all devices of each person.',
  },
};

const askingFor = (name: string): Asking => KNOWN[name] ?? { label: `--${name}`, hint: '' };

/** `entered`: what the person had entered, by option. */
export function optionInput(name: string, entered: Readonly<Record<string, string>>): InputBlock {
  const { label, hint, choices, secret } = askingFor(name);
  const value = secret ? '' : (entered[name] ?? '');
  const rest = { optional: true, ...(hint === '' ? {} : { hint }) };
  if (choices === undefined) {
    const typed = value === '' ? {} : { initial_value: value };
    return input(
      optionBlock(name),
      label,
      { type: 'plain_text_input', action_id: VALUE, max_length: LONGEST, ...typed },
      rest,
    );
  }
  const options = choices.map((choice) => option(choice, choice));
  const initial = options.find((one) => one.value === value);
  return input(
    optionBlock(name),
    label,
    {
      type: 'static_select',
      action_id: VALUE,
      placeholder: plain('Choose'),
      options,
      ...(initial ? { initial_option: initial } : {}),
    },
    rest,
  );
}
