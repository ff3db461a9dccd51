import { createReadStream } from 'node:fs';
import type { ChainedEvent } from '../chain/link.ts';
import type { AuditKey } from '../checkpoints/keys.ts';
import { fromJsonLine } from '../export/json-line.ts';
import { commitment } from '../sealed.ts';
import { checkChain } from './chain.ts';
import { type CheckpointSource, readCheckpoints } from './checkpoints.ts';
import { collectStories } from './story.ts';
import type { Verified } from './verify.ts';

const LINES_PER_PAGE = 1_000;

/** A line that is no event, or a clear text that is not the one committed to. */
class WrongLine extends Error {
  override readonly name = 'WrongLine';
}

async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/** Events of an export as JSON Lines. @throws WrongLine */
export async function* parseExport(chunks: AsyncIterable<string>): AsyncGenerator<readonly ChainedEvent[]> {
  let page: ChainedEvent[] = [];
  let number = 0;
  for await (const line of linesOf(chunks)) {
    number += 1;
    const read = fromJsonLine(line);
    // What is right so far is checked before this line is complained of: the first wrong line is the one to name.
    if (!read) {
      yield page;
      throw new WrongLine(`Line ${number} is no event.`);
    }
    for (const [seal, { text, salt }] of Object.entries(read.clear ?? {})) {
      if (commitment(salt, text) === seal) continue;
      yield page;
      throw new WrongLine(
        `Line ${number}, event ${read.event.seq}: a clear text is not the one that was committed to.`,
      );
    }
    page.push(read.event);
    if (page.length < LINES_PER_PAGE) continue;
    yield page;
    page = [];
  }
  yield page;
}

/** Checks a full export against itself and against checkpoints kept outside. */
export async function verifyLines(
  chunks: AsyncIterable<string>,
  outside: readonly CheckpointSource[],
  keys: readonly AuditKey[],
): Promise<Verified> {
  const known = readCheckpoints(outside, keys, null);
  let events = 0;
  async function* counted() {
    for await (const page of parseExport(chunks)) {
      yield page;
      events += page.length;
    }
  }
  try {
    const chain = await checkChain(counted(), known, collectStories().take);
    return { chain, store: null, problem: chain.problem };
  } catch (error) {
    if (!(error instanceof WrongLine)) throw error;
    const problem = { seq: null, what: error.message };
    return { chain: { events, tip: { seq: events, hash: '' }, checkpoints: 0, problem }, store: null, problem };
  }
}

export function verifyExport(
  path: string,
  outside: readonly CheckpointSource[],
  keys: readonly AuditKey[],
): Promise<Verified> {
  return verifyLines(createReadStream(path, 'utf8'), outside, keys);
}
