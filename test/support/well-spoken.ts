import { expect } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { BOT_USER_ID, type Message } from '../../sandbox/slack/records.ts';
import { type BotInSandboxOptions, startBotInSandbox } from './bot-in-sandbox.ts';

/** Everything the bot said that still stands somewhere, to anybody. */
function saidIn({ workspace }: Sandbox): readonly Message[] {
  const seen = [...workspace.users.keys()].flatMap((user) => workspace.visibleTo(user));
  return [...new Set(seen)].filter(({ user }) => user === BOT_USER_ID);
}

/** Two words at least, and an end. What follows the end is at most the bracket of a link. */
const SENTENCE = /\p{L}+\S* .*\p{L}.*[.!?…]>?$/su;

/**
 * What holds of every journey: Slack had an answer to all that people did, every message says in its `text` alone what it
 * is about, nothing lacked a scope, and Wickr's rules were kept.
 */
function expectWellSpoken(sandbox: Sandbox, notes: readonly object[]): void {
  const { slack, webApi, wickr } = sandbox;
  expect(slack.notes).toMatchObject(notes);
  expect(saidIn(sandbox).filter(({ text }) => !SENTENCE.test(text))).toEqual([]);
  expect(webApi.calls.filter(({ error }) => error === 'missing_scope')).toEqual([]);
  expect(wickr.oracle.violations).toEqual([]);
}

export interface StoryOptions extends BotInSandboxOptions {
  /** What Slack itself has to tell people in this story: by default nothing. */
  readonly notes?: readonly object[];
}

/** A story in a sandbox of its own; at its end everything that was said is looked at. */
export async function wellSpoken(
  story: (sandbox: Sandbox) => Promise<void>,
  { notes = [], ...options }: StoryOptions = {},
): Promise<void> {
  await using bot = await startBotInSandbox(options);
  await story(bot.sandbox);
  expectWellSpoken(bot.sandbox, notes);
}
