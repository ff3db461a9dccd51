import { expect, test } from 'vitest';
import { slackUserId } from '../../src/ids.ts';
import { mixedTypes } from '../../src/targets/one-type.ts';
import type { Identifier } from '../../src/targets/target.ts';

const mention: Identifier = { kind: 'mention', slackUserId: slackUserId('U0ALICE1'), typed: '<@U0ALICE1>' };
const email: Identifier = { kind: 'email', email: 'ada@example.com', typed: 'ada@example.com' };
const id: Identifier = { kind: 'account-id', id: '6319a1504f3f1b0a214dd5b7', typed: '6319a1504f3f1b0a214dd5b7' };
const phone: Identifier = { kind: 'named', lookup: { by: 'name', type: 'phone', value: '4711' }, typed: '4711' };

test.each([[[]], [[email, email]], [[mention, phone, phone]], [[mention, id]]])(
  'people named one way, and people in Slack, may stand together',
  (identifiers) => {
    expect(mixedTypes(identifiers)).toBeNull();
  },
);

test('people named in two ways are refused with both ways', () => {
  expect(mixedTypes([email, mention, id])).toContain('by e-mail and by account id');
  expect(mixedTypes([phone, email])).toContain('by phone and by e-mail');
});
