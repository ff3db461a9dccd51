import type { KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { PermittedOperation } from '../../requests/use-cases.ts';
import { VIEWS } from '../action-ids.ts';
import { context, input, modal, mrkdwn, option, plain, section } from './elements.ts';
import { LIMITS } from './limits.ts';
import { clipEscaped } from './text.ts';

/** Block ids are what errors are shown at, and what keeps an input's content when the view is updated. */
export const COMPOSE = {
  operation: 'operation',
  directory: 'directory',
  people: 'people',
  list: 'list',
  reason: 'reason',
  /** The action id of every input: one per block. */
  value: 'value',
} as const;

/** What a person had entered, to be shown again beside what was wrong with it. */
export interface ComposeForm {
  readonly operation: string;
  readonly directory: string;
  readonly users: readonly string[];
  readonly list: string;
  readonly reason: string;
}

export interface Compose {
  /** `wickr` */
  readonly kind: string;
  /** At least one. */
  readonly permitted: readonly PermittedOperation[];
  readonly form?: ComposeForm;
  /** Why the last try led nowhere. */
  readonly notice?: string;
}

function optionsOf(values: readonly string[], words: (value: string) => string): PlainTextOption[] {
  return [...new Set(values)].slice(0, LIMITS.options).map((value) => option(words(value), value));
}

function chooser(id: string, placeholder: string, options: PlainTextOption[], chosen: string | undefined) {
  const initial = options.find(({ value }) => value === chosen);
  return {
    type: 'static_select' as const,
    action_id: id,
    placeholder: plain(placeholder),
    options,
    ...(initial ? { initial_option: initial } : {}),
  };
}

/** Choose what, where and who. Only what the person may ask for is offered; the use case checks it again. */
export function composeModal({ kind, permitted, form, notice }: Compose): ModalView {
  const operations = optionsOf(
    permitted.map(({ operation }) => operation),
    (operation) => {
      const effect = permitted.find((one) => one.operation === operation)?.effect ?? '';
      return `${operation}: ${effect}`;
    },
  );
  const directories = optionsOf(
    permitted.map(({ directory }) => directory),
    (directory) => directory,
  );
  const usual = permitted.find(({ isDefault }) => isDefault)?.directory;
  const only = directories.length === 1 ? directories[0]?.value : undefined;
  const blocks: KnownBlock[] = [
    ...(notice ? [section(mrkdwn(`*${clipEscaped(notice, 1_000)}*`))] : []),
    input(COMPOSE.operation, 'What', chooser(COMPOSE.value, 'Choose an operation', operations, form?.operation)),
    input(
      COMPOSE.directory,
      'Where',
      chooser(COMPOSE.value, 'Choose a directory', directories, form?.directory ?? usual ?? only),
    ),
    input(
      COMPOSE.people,
      'People in Slack',
      {
        type: 'multi_users_select',
        action_id: COMPOSE.value,
        placeholder: plain('Choose people'),
        ...(form && form.users.length > 0 ? { initial_users: [...form.users] } : {}),
      },
      { optional: true },
    ),
    input(
      COMPOSE.list,
      'E-mails or account ids',
      {
        type: 'plain_text_input',
        action_id: COMPOSE.value,
        multiline: true,
        max_length: LIMITS.plainTextInput,
        ...(form && form.list !== '' ? { initial_value: form.list } : {}),
      },
      { optional: true, hint: 'One per line, or separated by commas or spaces. At most 3,000 characters.' },
    ),
    input(COMPOSE.reason, 'Reason', {
      type: 'plain_text_input',
      action_id: COMPOSE.value,
      max_length: 500,
      ...(form && form.reason !== '' ? { initial_value: form.reason } : {}),
    }),
    context('Nothing happens yet: next you see exactly who would be changed, and a second person must approve.'),
  ];
  return modal({
    callbackId: VIEWS.compose,
    title: 'Change accounts',
    blocks,
    metadata: kind,
    submit: 'Preview',
    close: 'Cancel',
  });
}
