import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SELECTION_RULES } from '../../../src/directories/naming.ts';
import { OUTCOME_KINDS } from '../../../src/requests/request.ts';
import { refusal } from '../../../src/slack/answers.ts';
import { cardMessage } from '../../../src/slack/blocks/card.ts';
import { composeModal, EMPTY_FORM } from '../../../src/slack/blocks/compose-modal.ts';
import { helpMessage } from '../../../src/slack/blocks/help.ts';
import { historyMessage } from '../../../src/slack/blocks/history.ts';
import { lookupFileComment, lookupFileMessage, lookupMessage } from '../../../src/slack/blocks/lookup.ts';
import { noticeModal } from '../../../src/slack/blocks/notice-modal.ts';
import { nothingToDo, previewMessage, previewModal, unchangedBlocks } from '../../../src/slack/blocks/preview.ts';
import { missingModal, rejectModal } from '../../../src/slack/blocks/reason-modal.ts';
import { recentMessage, statusMessage } from '../../../src/slack/blocks/status.ts';
import {
  noticeMessage,
  outcomeMessage,
  peopleMessage,
  summaryMessage,
  unreachableMessage,
} from '../../../src/slack/blocks/thread.ts';
import { checkMessage, checkModal } from '../support/block-check.ts';
import { hostileRecord, hostileTargets, hostileText, hostileView } from '../support/hostile.ts';
import { DELETE, SUSPEND } from '../support/views.ts';

const RUNS = { numRuns: 120 };
/** One that can be taken back, one that cannot. */
const operation = fc.constantFrom(SUSPEND, DELETE);
const LINK = 'https://acme.slack.com/archives/C0/p1';
const DECIDERS = '<@U0ALICE> or <@U0BOB>';

describe('whatever people are called and whatever they write', () => {
  it('a card is a message Slack takes, with nothing of theirs alive in it', () => {
    fc.assert(
      fc.property(hostileView, operation, (view, info) => checkMessage(cardMessage(view, info))),
      RUNS,
    );
  });

  it('so is a preview, on every page, as a message and as a modal', () => {
    fc.assert(
      fc.property(
        hostileView,
        hostileTargets,
        operation,
        fc.nat(300),
        fc.boolean(),
        (view, targets, info, page, dry) => {
          const previewed = { kind: 'previewed' as const, view, targets, deciders: DECIDERS, quorum: 1 };
          const preview = { previewed, operation: info, page, dryRun: dry };

          checkMessage(previewMessage(preview));
          checkModal(previewModal(preview));
        },
      ),
      RUNS,
    );
  });

  it('so is everything in a thread', () => {
    fc.assert(
      fc.property(
        hostileView,
        hostileTargets,
        operation,
        fc.constantFrom(...OUTCOME_KINDS),
        (view, targets, info, kind) => {
          const page = targets.slice(0, 40);

          checkMessage(peopleMessage(view, info, page));
          checkMessage(outcomeMessage(kind, targets.length, page, info));
          checkMessage(summaryMessage(view, info));
          checkMessage(noticeMessage(view, info, LINK));
          checkMessage(unreachableMessage(view, info, 'C0APPROVALS'));
        },
      ),
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
          options: index % 3 === 0 ? ['group', text.slice(0, 40)] : [],
          forNewcomers: index % 2 === 0,
        }));
        const form = { ...EMPTY_FORM, operation: 'suspend', directory: 'acme-prod', users: ['U0ALICE'], reason: text };

        checkMessage(statusMessage(view, SUSPEND, null));
        checkMessage(recentMessage('/wickr', Array<typeof view>(30).fill(view), () => SUSPEND));
        checkMessage(
          helpMessage({
            command: '/wickr',
            title: 'AWS Wickr network',
            permitted,
            lookups: [text],
            naming: { identifierTypes: [], selectionRules: SELECTION_RULES },
            topic: null,
            notice: text,
          }),
        );
        checkMessage(nothingToDo({ kind: 'nothing-to-do', operation: 'suspend', directory: text, targets }, SUSPEND));
        checkMessage(refusal(text));
        const carried = { kind: 'wickr', files: [], columns: [] };
        const notice = { text, at: null };
        checkModal(composeModal({ carried, metadata: '', permitted, form, types: [], groups: null, notice }));
        checkModal(rejectModal(view, SUSPEND, ''));
        checkModal(missingModal({ needsReason: true, phrase: text, metadata: '', reason: text.slice(0, 500) }));
        const past = Array.from({ length: 30 }, () => ({ view, operation: SUSPEND, link: LINK }));
        checkMessage(historyMessage('/wickr', past));
        checkModal(noticeModal('Nothing to do', 'Nothing to do', unchangedBlocks(targets)));
      }),
      RUNS,
    );
  });

  it('so is what a directory tells of people', () => {
    const missing = fc.array(fc.record({ typed: hostileText, reason: hostileText }), { maxLength: 30 });
    fc.assert(
      fc.property(fc.array(hostileRecord, { maxLength: 10 }), missing, hostileText, (found, absent, directory) => {
        const looked = { kind: 'looked-up' as const, directory, found, missing: absent };

        checkMessage(lookupMessage(looked));
        checkMessage(lookupFileMessage(looked));
        expect(lookupFileComment(looked)).not.toMatch(/[<>]/);
      }),
      RUNS,
    );
  });
});
