import fc from 'fast-check';
import { describe, it } from 'vitest';
import { OUTCOME_KINDS } from '../../../src/requests/request.ts';
import { refusal } from '../../../src/slack/answers.ts';
import { cardMessage } from '../../../src/slack/blocks/card.ts';
import { composeModal } from '../../../src/slack/blocks/compose-modal.ts';
import { helpMessage } from '../../../src/slack/blocks/help.ts';
import { noticeModal } from '../../../src/slack/blocks/notice-modal.ts';
import { nothingToDo, previewMessage, previewModal, unchangedBlocks } from '../../../src/slack/blocks/preview.ts';
import { rejectModal } from '../../../src/slack/blocks/reason-modal.ts';
import { recentMessage, statusMessage } from '../../../src/slack/blocks/status.ts';
import {
  noticeMessage,
  outcomeMessage,
  peopleMessage,
  summaryMessage,
  unreachableMessage,
} from '../../../src/slack/blocks/thread.ts';
import { checkMessage, checkModal } from '../support/block-check.ts';
import { hostileTargets, hostileText, hostileView } from '../support/hostile.ts';
import { SUSPEND } from '../support/views.ts';

const RUNS = { numRuns: 120 };
const DECIDERS = '<@U0ALICE> or <@U0BOB>';

describe('whatever people are called and whatever they write', () => {
  it('a card is a message Slack takes, with nothing of theirs alive in it', () => {
    fc.assert(
      fc.property(hostileView, (view) => checkMessage(cardMessage(view, SUSPEND))),
      RUNS,
    );
  });

  it('so is a preview, on every page, as a message and as a modal', () => {
    fc.assert(
      fc.property(hostileView, hostileTargets, fc.nat(300), fc.boolean(), (view, targets, page, dryRun) => {
        const previewed = { kind: 'previewed' as const, view, targets, deciders: DECIDERS, quorum: 1 };
        const preview = { previewed, operation: SUSPEND, page, dryRun };

        checkMessage(previewMessage(preview));
        checkModal(previewModal(preview));
      }),
      RUNS,
    );
  });

  it('so is everything in a thread', () => {
    fc.assert(
      fc.property(hostileView, hostileTargets, fc.constantFrom(...OUTCOME_KINDS), (view, targets, kind) => {
        const page = targets.slice(0, 40);

        checkMessage(peopleMessage(view, SUSPEND, page));
        checkMessage(outcomeMessage(kind, targets.length, page, SUSPEND));
        checkMessage(summaryMessage(view, SUSPEND));
        checkMessage(noticeMessage(view, SUSPEND, 'https://acme.slack.com/archives/C0/p1'));
        checkMessage(unreachableMessage(view, SUSPEND, 'C0APPROVALS'));
      }),
      RUNS,
    );
  });

  it('so are status, help, refusals and the modals', () => {
    fc.assert(
      fc.property(hostileView, hostileTargets, hostileText, (view, targets, text) => {
        const permitted = Array.from({ length: 120 }, (_, index) => ({
          directory: index % 2 === 0 ? `${text.slice(0, 30)}${index}` : 'acme-prod',
          isDefault: index === 0,
          operation: 'suspend',
          effect: text,
          reversible: false,
        }));
        const form = { operation: 'suspend', directory: 'acme-prod', users: ['U0ALICE'], list: text, reason: text };

        checkMessage(statusMessage(view, SUSPEND, null));
        checkMessage(recentMessage('/wickr', Array<typeof view>(30).fill(view), () => SUSPEND));
        checkMessage(
          helpMessage({ command: '/wickr', title: 'AWS Wickr network', permitted, topic: null, notice: text }),
        );
        checkMessage(nothingToDo({ kind: 'nothing-to-do', operation: 'suspend', directory: text, targets }, SUSPEND));
        checkMessage(refusal(text));
        checkModal(composeModal({ kind: 'wickr', permitted, form, notice: text }));
        checkModal(rejectModal(view, SUSPEND, ''));
        checkModal(noticeModal('Nothing to do', 'Nothing to do', unchangedBlocks(targets)));
      }),
      RUNS,
    );
  });
});
