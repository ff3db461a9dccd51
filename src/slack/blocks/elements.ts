import type {
  ActionsBlock,
  ActionsBlockElement,
  Button,
  ConfirmationDialog,
  ContextBlock,
  DividerBlock,
  HeaderBlock,
  InputBlock,
  KnownBlock,
  ModalView,
  MrkdwnElement,
  PlainTextElement,
  PlainTextOption,
  SectionBlock,
} from '@slack/types';
import { LIMITS, within } from './limits.ts';
import { clip, clipEscaped, oneLine } from './text.ts';

/** What is posted: `text` says everything that matters, since screen readers and notifications get nothing else. */
export interface Message {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

/** Markup of ours around foreign text that is already escaped. `verbatim` keeps Slack from linking names and addresses in it. */
export function mrkdwn(text: string): MrkdwnElement {
  return { type: 'mrkdwn', text, verbatim: true };
}

/** Text that Slack shows as it is: no formatting, mention, link or emoji comes to life in it. */
export function plain(text: string): PlainTextElement {
  return { type: 'plain_text', text, emoji: false };
}

export function header(text: string): HeaderBlock {
  within('headerText', text.length);
  return { type: 'header', text: plain(text) };
}

export function section(text: MrkdwnElement | PlainTextElement): SectionBlock {
  within('sectionText', text.text.length);
  return { type: 'section', text };
}

/** Short facts in two columns. */
export function fields(texts: readonly string[]): SectionBlock {
  within('fields', texts.length);
  for (const text of texts) within('fieldText', text.length);
  return { type: 'section', fields: texts.map(mrkdwn) };
}

export function context(...texts: readonly string[]): ContextBlock {
  within('contextElements', texts.length);
  for (const text of texts) within('sectionText', text.length);
  return { type: 'context', elements: texts.map(mrkdwn) };
}

export function divider(): DividerBlock {
  return { type: 'divider' };
}

export function actions(blockId: string, elements: readonly ActionsBlockElement[]): ActionsBlock {
  within('blockId', blockId.length);
  within('actionElements', elements.length);
  return { type: 'actions', block_id: blockId, elements: [...elements] };
}

export interface ButtonParts {
  readonly id: string;
  readonly label: string;
  /** Opaque to Slack and never trusted when it comes back. */
  readonly value: string;
  readonly style?: 'primary' | 'danger';
  readonly confirm?: ConfirmationDialog;
}

export function button({ id, label, value, style, confirm }: ButtonParts): Button {
  within('actionId', id.length);
  within('buttonText', label.length);
  within('buttonValue', value.length);
  return {
    type: 'button',
    action_id: id,
    text: plain(label),
    value,
    ...(style ? { style } : {}),
    ...(confirm ? { confirm } : {}),
  };
}

export interface ConfirmParts {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly deny: string;
  readonly style?: 'primary' | 'danger';
}

/** A second look before a click counts. It happens in Slack's client only and protects nothing. */
export function confirmation({ title, text, confirm, deny, style }: ConfirmParts): ConfirmationDialog {
  return {
    title: plain(clip(title, LIMITS.confirmTitle)),
    text: plain(clip(text, LIMITS.confirmText)),
    confirm: plain(clip(confirm, LIMITS.confirmButton)),
    deny: plain(deny),
    ...(style ? { style } : {}),
  };
}

export function input(
  blockId: string,
  label: string,
  element: InputBlock['element'],
  rest: { readonly hint?: string; readonly optional?: boolean } = {},
): InputBlock {
  within('blockId', blockId.length);
  within('inputLabel', label.length);
  return {
    type: 'input',
    block_id: blockId,
    label: plain(label),
    element,
    optional: rest.optional ?? false,
    ...(rest.hint ? { hint: plain(clip(rest.hint, LIMITS.inputHint)) } : {}),
  };
}

const NAMELESS = '(no name)';

/** `text` may name what others named. */
export function option(text: string, value: string): PlainTextOption {
  within('optionValue', value.length);
  // A name may be nothing but spaces; Slack takes no option without a text.
  return { text: plain(clipEscaped(oneLine(text), LIMITS.optionText) || NAMELESS), value };
}

export interface ModalParts {
  /** Which listener a submission goes to. */
  readonly callbackId: string;
  readonly title: string;
  readonly blocks: readonly KnownBlock[];
  /** Opaque to Slack and never trusted when it comes back. */
  readonly metadata: string;
  readonly submit?: string;
  readonly close: string;
}

export function modal({ callbackId, title, blocks, metadata, submit, close }: ModalParts): ModalView {
  within('blocksInView', blocks.length);
  within('privateMetadata', metadata.length);
  return {
    type: 'modal',
    callback_id: callbackId,
    title: plain(clip(title, LIMITS.viewTitle)),
    blocks: [...blocks],
    private_metadata: metadata,
    close: plain(clip(close, LIMITS.viewTitle)),
    ...(submit ? { submit: plain(clip(submit, LIMITS.viewTitle)) } : {}),
  };
}

export function message(text: string, blocks: readonly KnownBlock[]): Message {
  within('messageText', text.length);
  within('blocksInMessage', blocks.length);
  within('messageCharacters', JSON.stringify(blocks).length);
  return { text, blocks };
}
