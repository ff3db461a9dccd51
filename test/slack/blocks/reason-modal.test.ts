import { expect, it } from 'vitest';
import { slackUserId } from '../../../src/ids.ts';
import { missingModal } from '../../../src/slack/blocks/reason-modal.ts';
import { reminderMessage } from '../../../src/slack/blocks/reminder.ts';
import { aView, NOW, SUSPEND } from '../support/views.ts';

it('a form that asks for a reason says what the policy wants it to name', () => {
  const ask = { needsReason: true, phrase: null, metadata: '' };

  expect(JSON.stringify(missingModal({ ...ask, hint: 'a ticket such as OPS-123' }).blocks)).toContain(
    'Reason, for whoever approves this; it has to name a ticket such as OPS-123',
  );
  expect(JSON.stringify(missingModal(ask).blocks)).not.toContain('ticket');
});

it('a reminder mentions those for whom the request waits, and offers to be the last', () => {
  const stages = [{ name: 'approval', quorum: 1, users: [slackUserId('U0BOB')], groups: [] }];
  const state = { kind: 'pending' as const, submittedAt: NOW, expiresAt: NOW + 1, quorum: 1, stages, reminded: 1 };

  const { text, blocks } = reminderMessage(aView({ state }), SUSPEND);

  expect(text).toMatch(/^<@U0BOB>: a reminder\. Suspend 3 people in acme-prod: Waiting for approval: 0 of 1 given\./);
  expect(JSON.stringify(blocks)).toContain('No more reminders');
});
