import { expect, test } from 'vitest';
import { brokenText } from '../../src/slack/broken-text.ts';
import { CommitUnknown, type StoreTrouble, StoreTroubled } from '../../src/store/failure.ts';

const troubled = (trouble: StoreTrouble) => new StoreTroubled(trouble, new Error('as the database says it'));

test('whoever clicked is told that a full or read-only database did nothing, and who can help', () => {
  expect(brokenText(troubled('full'), 'abcd')).toMatch(/disk .* is full.*nothing was done.*make room.*abcd/);
  expect(brokenText(troubled('read-only'), 'abcd')).toMatch(/takes no writes.*nothing was done.*writable/);
});

test('a database that is away for a moment is no reason to call anybody', () => {
  expect(brokenText(troubled('unreachable'), 'abcd')).toMatch(/cannot be reached.*nothing was done.*again in a minute/);
});

test('another far end that cannot be reached is not taken for the database', () => {
  const far = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

  expect(brokenText(far, 'abcd')).not.toContain('database');
});

test('what may have been stored is never said to have been left undone', () => {
  const text = brokenText(new CommitUnknown('Whether it was kept could not be found out'), 'abcd');

  expect(text).toMatch(/could not find out whether it was kept/);
  expect(text).not.toMatch(/nothing was done|Nothing more will happen/);
});

test('what the database says itself is not shown to people', () => {
  expect(brokenText(troubled('full'), 'abcd')).not.toContain('as the database says it');
});
