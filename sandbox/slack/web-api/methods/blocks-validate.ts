import { z } from 'zod';
import { refuse } from '../answer.ts';
import { blocks, json, record } from '../arguments.ts';
import { method } from '../method.ts';

/** Slack's own opinion about Block Kit, for everybody. https://docs.slack.dev/reference/methods/blocks.validate */
export const blocksValidate = method({
  name: 'blocks.validate',
  token: 'none',
  args: z.object({ blocks: blocks.optional(), message: json(record).optional(), view: json(record).optional() }),
  answer: ({ blocks, message, view }, { validate }) => {
    if ([blocks, message, view].filter((given) => given !== undefined).length !== 1) {
      return refuse('invalid_arguments', ['must provide exactly one of `blocks`, `view`, or `message`']);
    }
    const problems = view ? validate.view(view) : validate.message(message ?? { blocks });
    if (problems.length === 0) return { ok: true };
    const [error, above] = view
      ? ['invalid_view', '/view']
      : message
        ? ['invalid_message', '']
        : ['invalid_blocks', '/blocks'];
    // Pointers are into the argument.
    const errors = problems.map((problem) => ({ ...problem, pointer: problem.pointer.replace(above, '') }));
    return { ...refuse(error), errors };
  },
});
