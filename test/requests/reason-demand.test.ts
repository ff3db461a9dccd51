import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isTicketPattern, judgeReason, namesTicket } from '../../src/requests/reason-demand.ts';

test.each([
  ['OPS-#', true],
  ['INC#', true],
  ['net/ops-#', true],
  ['#', false],
  ['OPS-', false],
  ['OPS-##', false],
  ['#-OPS', false],
  ['1-#', false],
  ['OPS #', false],
  ['^(a+)+$', false],
  ['OPS-\\d+', false],
  [`${'A'.repeat(31)}#`, false],
])('%j is a pattern: %s', (text, expected) => {
  expect(isTicketPattern(text)).toBe(expected);
});

test.each([
  ['OPS-12', true],
  ['see ops-12.', true],
  ['(OPS-1)', true],
  ['DEVOPS-12', false],
  ['OPS-', false],
  ['OPS-x', false],
  ['OPS-12a', false],
  ['OPS- 12', false],
  ['OPS-x OPS-7', true],
  ['', false],
])('%j names a ticket of the pattern OPS-#: %s', (text, expected) => {
  expect(namesTicket(text, 'OPS-#')).toBe(expected);
});

test('a ticket is found wherever it stands, and none is found where there is none', () => {
  const words = fc
    .array(fc.constantFrom('left', 'OPS', 'OPS-', '12', 'ops-x', '-', 'xOPS-1', 'OPS-1x'))
    .map((all) => all.join(' '));
  fc.assert(
    fc.property(words, words, fc.nat(), (before, after, number) => {
      expect(namesTicket(`${before} ${after}`, 'OPS-#')).toBe(false);
      expect(namesTicket(`${before} OPS-${number} ${after}`, 'OPS-#')).toBe(true);
    }),
  );
});

test('of each list one ticket has to be named', () => {
  const demand = { required: true, tickets: [['OPS-#', 'INC#'], ['SEC-#']] };

  expect(judgeReason('INC7', demand)).toEqual({
    kind: 'lacking',
    hint: 'a ticket such as OPS-123 or INC123, and one such as SEC-123',
  });
  expect(judgeReason('INC7, SEC-8', demand)).toEqual({ kind: 'enough' });
});

test('no reason will do only where none is required', () => {
  expect(judgeReason('  ', { required: true, tickets: [] })).toEqual({ kind: 'lacking', hint: null });
  expect(judgeReason(null, { required: false, tickets: [] })).toEqual({ kind: 'enough' });
});
