import type { ActionsBlock, AnyBlock, Button, SectionBlock } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { accountId, slackUserId } from '../../../src/ids.ts';
import type { OperationInfo } from '../../../src/report/operation-info.ts';
import type { RequestState } from '../../../src/requests/request.ts';
import type { StoredTarget } from '../../../src/requests/view.ts';
import { cardMessage } from '../../../src/slack/blocks/card.ts';
import { previewMessage, previewModal } from '../../../src/slack/blocks/preview.ts';
import { peopleFileComment, peopleMessage } from '../../../src/slack/blocks/thread.ts';
import { aTarget, aView, DELETE, INVITE, NOW, SUSPEND, someTargets, type ViewParts } from '../support/views.ts';

const DRAFT: RequestState = { kind: 'drafted', lapsesAt: NOW };

function previewOf(operation: OperationInfo, parts: ViewParts = {}, targets: readonly StoredTarget[] = someTargets(3)) {
  const view = aView({ state: DRAFT, ...parts });
  const previewed = { kind: 'previewed', view, targets, deciders: '<@U0BOB>', quorum: 1 } as const;
  return { previewed, operation, page: 0, dryRun: false };
}

function buttons(blocks: readonly AnyBlock[]): readonly Button[] {
  return blocks
    .filter((block): block is ActionsBlock => block.type === 'actions')
    .flatMap(({ elements }) => elements.filter((element): element is Button => element.type === 'button'));
}

/** The first text after the title. */
function first(blocks: readonly AnyBlock[]): string {
  const [block] = blocks.filter((one): one is SectionBlock => one.type === 'section');
  return block?.text?.text ?? '';
}

describe('what cannot be undone', () => {
  it('is said first and in bold by a preview, in words as well as in blocks', () => {
    const { text, blocks } = previewMessage(previewOf(DELETE));

    expect(first(blocks)).toMatch(/^\*This cannot be undone\.\* The account and its data are gone\./);
    expect(text).toMatch(/^This cannot be undone\. /);
    expect(first(previewModal(previewOf(DELETE)).blocks)).toMatch(/^\*This cannot be undone\.\*/);
    expect(first(previewMessage(previewOf(SUSPEND)).blocks)).toMatch(/^They are signed out.*taken back/);
  });

  it('is submitted with a button that looks dangerous', () => {
    const [submit] = buttons(previewMessage(previewOf(DELETE)).blocks);
    const [harmless] = buttons(previewMessage(previewOf(SUSPEND)).blocks);

    expect(submit).toMatchObject({ text: { text: 'Submit for approval' }, style: 'danger' });
    expect(harmless).toMatchObject({ text: { text: 'Submit for approval' }, style: 'primary' });
  });

  it('is said first by a card while it may still happen, and before an approval counts', () => {
    const { text, blocks } = cardMessage(aView(), DELETE);
    const [approve] = buttons(blocks);

    expect(first(blocks)).toBe('*This cannot be undone.*');
    expect(text).toContain('This cannot be undone.');
    expect(approve?.confirm).toMatchObject({ style: 'danger' });
    expect(approve?.confirm?.text?.text).toMatch(/^This cannot be undone\./);
  });

  it('is no warning any more once nothing can happen', () => {
    const by = slackUserId('U0BOB');
    const { text, blocks } = cardMessage(aView({ state: { kind: 'withdrawn', at: NOW, by } }), DELETE);

    expect(first(blocks)).toMatch(/^Withdrawn/);
    expect(text).not.toContain('cannot be undone');
  });

  it('is said first in the thread', () => {
    expect(first(peopleMessage(aView(), DELETE, someTargets(3)).blocks)).toMatch(
      /^\*This cannot be undone\.\* \*Who exactly: 3 people will be deleted/,
    );
    expect(peopleFileComment(aView(), DELETE)).toMatch(/^\*This cannot be undone\.\*/);
    expect(peopleFileComment(aView(), SUSPEND)).toMatch(/^Who exactly/);
  });
});

describe('what was chosen besides people', () => {
  const chosen = { request: { choiceWords: 'Security group: Field Operations <1>' } };

  it('stands in the preview, on the card and in the thread', () => {
    const shown = [previewMessage(previewOf(INVITE, chosen)), cardMessage(aView(chosen), INVITE)].map(({ blocks }) =>
      JSON.stringify(blocks),
    );

    for (const blocks of shown) expect(blocks).toContain('*With*\\nSecurity group: Field Operations &lt;1&gt;');
    expect(first(peopleMessage(aView(chosen), INVITE, someTargets(1)).blocks)).toContain('Field Operations &lt;1&gt;.');
  });

  it('is not spoken of when there is nothing', () => {
    expect(JSON.stringify(previewMessage(previewOf(INVITE)).blocks)).not.toContain('*With*');
    expect(JSON.stringify(cardMessage(aView(), INVITE).blocks)).not.toContain('*With*');
  });
});

describe('newcomers', () => {
  const carol = aTarget(0, {
    accountId: accountId('carol@acme.example'),
    label: 'Carol Diaz',
    email: 'carol@acme.example',
    typed: ['Carol Diaz <carol@acme.example>'],
  });
  const nameless = { ...carol, label: 'carol@acme.example' };

  it('are shown by name and e-mail alone, and will be invited', () => {
    const { text, blocks } = previewMessage(previewOf(INVITE, { people: 1 }, [carol]));

    expect(JSON.stringify(blocks)).toContain('• Carol Diaz · carol@acme.example"');
    expect(text).toBe(
      'Invite 1 person in acme-prod? 1 person will be invited. Who exactly: Carol Diaz. Nothing has happened yet.',
    );
    expect(JSON.stringify(previewMessage(previewOf(INVITE, { people: 1 }, [nameless])).blocks)).toContain(
      '"• carol@acme.example"',
    );
  });
});

describe('those who will not be changed', () => {
  it('stand under their reasons, which read as sentences, with a blank line between', () => {
    const targets = [
      aTarget(0, { kind: 'protected', reason: 'is an administrator of this network' }),
      aTarget(1, { kind: 'already-so', reason: 'is already suspended' }),
      aTarget(2, { kind: 'already-so', reason: 'is already suspended' }),
      aTarget(3, { kind: 'not-found', reason: 'The directory has no such account.', accountId: null }),
      ...someTargets(1),
    ];

    const texts = previewMessage(previewOf(SUSPEND, {}, targets)).blocks.flatMap((block) =>
      block.type === 'section' && block.text?.type === 'plain_text' ? [block.text.text] : [],
    );

    expect(texts.at(-1)).toBe(
      [
        'Already suspended. (2 people)',
        '• Person 1 · person1@acme.example · 4001',
        '• Person 2 · person2@acme.example · 4002',
        '',
        'An administrator of this network. (1 person)',
        '• Person 0 · person0@acme.example · 4000',
        '',
        'The directory has no such account. (1)',
        '• person3@acme.example',
      ].join('\n'),
    );
  });
});
