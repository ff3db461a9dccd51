import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BLOCKS } from '../../../sandbox/block-kit/blocks.ts';
import { ELEMENTS } from '../../../sandbox/block-kit/elements.ts';
import { validateMessage } from '../../../sandbox/block-kit/messages.ts';
import { slackErrors } from '../../../sandbox/block-kit/slack-errors.ts';
import { validateView } from '../../../sandbox/block-kit/views.ts';
import { modal } from './samples.ts';

const KEYS = [
  'text',
  'fields',
  'elements',
  'element',
  'accessory',
  'options',
  'option_groups',
  'initial_options',
  'initial_option',
];
const MORE_KEYS = [
  'confirm',
  'rows',
  'child_blocks',
  'tasks',
  'label',
  'chart',
  'block_id',
  'action_id',
  'style',
  'constructor',
];
const TYPES = [...Object.keys(BLOCKS), ...Object.keys(ELEMENTS), 'plain_text', 'mrkdwn', 'raw_text', 'rich_text_list'];

/** Objects that look enough like Block Kit to get deep into the rules. */
const { almost } = fc.letrec<{ almost: unknown }>((tie) => ({
  almost: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.jsonValue(),
    fc.array(tie('almost'), { maxLength: 4 }),
    fc
      .tuple(
        fc.constantFrom(...TYPES),
        fc.dictionary(fc.constantFrom(...KEYS, ...MORE_KEYS), tie('almost'), { maxKeys: 4 }),
      )
      .map(([type, fields]) => ({ ...fields, type })),
  ),
}));

test('whatever JSON comes is answered and never thrown at', () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), almost), (value) => {
      const problems = [
        validateMessage(value),
        validateMessage({ text: value, blocks: value, metadata: value }),
        validateMessage({ blocks: [value] }),
        validateView(value),
        validateView(modal([value])),
        validateView({ type: 'home', blocks: [value] }),
      ].flat();

      expect(slackErrors(problems).errors).toHaveLength(problems.length);
    }),
    { numRuns: 500 },
  );
});

test('JSON nested beyond any stack is answered too', () => {
  const deep: unknown = JSON.parse(`${'{"text":['.repeat(50_000)}${']}'.repeat(50_000)}`);

  expect(validateMessage({ blocks: [{ type: 'section', text: deep, fields: deep }] }).length).toBeGreaterThan(0);
  expect(validateView(modal([deep])).length).toBeGreaterThan(0);
});
