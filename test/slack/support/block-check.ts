import type { AnyBlock, ModalView } from '@slack/types';
import { expect } from 'vitest';
import { validateMessage } from '../../../sandbox/block-kit/messages.ts';
import { validateView } from '../../../sandbox/block-kit/views.ts';
import type { Message } from '../../../src/slack/blocks/elements.ts';

/** Every live thing that Slack's markup can hold, with the two kinds that our own sentences use taken out. */
const MARKUP =
  /<(?!@U0[A-Z0-9]+>|!subteam\^S0[A-Z0-9]+>|!date\^\d+\^\{date_short_pretty\} at \{time\}\|[0-9: -]+UTC>|#C0[A-Z0-9]+>|https:\/\/acme\.slack\.com\/[^|<>]*\|[A-Za-z .]+>)/;
const BARE_AMPERSAND = /&(?!amp;|lt;|gt;)/;

interface Text {
  readonly type: string;
  readonly text: string;
  readonly verbatim?: boolean;
}

function isText(value: object): value is Text {
  return 'type' in value && 'text' in value && typeof value.text === 'string';
}

function checkText(text: Text): void {
  expect(text.text).not.toMatch(MARKUP);
  expect(text.text).not.toMatch(BARE_AMPERSAND);
  expect(text.text.length).toBeGreaterThan(0);
  expect(text.text.length).toBeLessThanOrEqual(3_000);
  expect(text.text.isWellFormed()).toBe(true);
  if (text.type === 'mrkdwn') expect(text.verbatim).toBe(true);
}

function walk(value: unknown, visit: (object: object) => void): void {
  if (typeof value !== 'object' || value === null) return;
  visit(value);
  for (const part of Object.values(value)) walk(part, visit);
}

function checkBlocks(blocks: readonly AnyBlock[], most: number): void {
  expect(blocks.length).toBeGreaterThan(0);
  expect(blocks.length).toBeLessThanOrEqual(most);
  const ids = blocks.flatMap(({ block_id }) => (block_id === undefined ? [] : [block_id]));
  expect(new Set(ids).size).toBe(ids.length);
  walk(blocks, (object) => {
    if (isText(object)) checkText(object);
  });
}

/** Is this a message that Slack takes and in which nobody else's text comes alive? */
export function checkMessage({ text, blocks }: Message): void {
  expect(validateMessage({ text, blocks })).toEqual([]);
  checkBlocks(blocks, 50);
  expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(13_200);
  expect(text).not.toMatch(MARKUP);
  expect(text).not.toMatch(BARE_AMPERSAND);
  expect(text.length).toBeGreaterThan(0);
  expect(text.length).toBeLessThanOrEqual(4_000);
}

/** The same for a modal. */
export function checkModal(view: ModalView): void {
  expect(validateView(view)).toEqual([]);
  checkBlocks(view.blocks, 100);
  for (const { text } of [view.title, view.submit ?? view.title, view.close ?? view.title]) {
    expect(text.length).toBeLessThanOrEqual(24);
  }
  if (view.blocks.some(({ type }) => type === 'input')) expect(view.submit).toBeDefined();
  expect((view.private_metadata ?? '').length).toBeLessThanOrEqual(3_000);
}
