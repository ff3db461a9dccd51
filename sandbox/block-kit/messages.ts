import { block } from './blocks.ts';
import { checkBudgets } from './budgets.ts';
import { LIMITS } from './limits.ts';
import { checkMetadata } from './metadata.ts';
import { list } from './rules.ts';
import { checkUniqueness } from './uniqueness.ts';
import { charactersIn, isObject, listAt, type Problem, type Spot, startAt } from './walk.ts';

const blocksOfMessage = list(block, LIMITS.messageBlocks);

/**
 * What Slack would refuse in the `text`, `blocks` and `metadata` of a message; other fields are the method's affair, and so is
 * whether a message may be empty. Takes anything at all. Budgets over all blocks are counted once every block is right.
 */
export function validateMessage(message: unknown): readonly Problem[] {
  const problems: Problem[] = [];
  const root = startAt('message', '', problems);
  if (!isObject(message)) {
    root.report('wrong_type', 'must provide an object');
    return problems;
  }
  const { text, blocks, metadata } = message;

  if (isThere(blocks)) {
    const spot = root.into('blocks');
    blocksOfMessage(blocks, spot);
    checkUniqueness(listAt(message, 'blocks'), spot);
    if (problems.length === 0) checkBudgets(listAt(message, 'blocks'), spot);
  }
  if (isThere(text)) checkText(text, root.into('text'));
  if (isThere(metadata)) checkMetadata(metadata, root.into('metadata'));
  return problems;
}

const isThere = (argument: unknown) => argument !== undefined && argument !== null;

function checkText(text: unknown, spot: Spot): void {
  if (typeof text !== 'string') spot.report('wrong_type', 'must provide a string');
  else if (charactersIn(text) > LIMITS.messageText.max) spot.report('msg_too_long', 'msg_too_long');
}
