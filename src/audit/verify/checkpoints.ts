import type { ChainedEvent } from '../chain/link.ts';
import { type Checkpoint, checkSignature, lineHash, readCheckpoint } from '../checkpoints/checkpoint.ts';
import type { AuditKey } from '../checkpoints/keys.ts';
import type { Problem } from './problem.ts';

/** Lines as one place keeps them. */
export interface CheckpointSource {
  /** As named in sentences: `the store`, or a file's path. */
  readonly name: string;
  readonly lines: readonly string[];
}

export interface KnownCheckpoints {
  /** By sequence number, rising; each once. */
  readonly checkpoints: readonly Checkpoint[];
  readonly problem: Problem | null;
}

interface Kept {
  readonly line: string;
  readonly seq: number;
}

/** A line as Slack or a log forwarder shows it has words around it; what matters begins with the brace. */
const bare = (line: string): string => line.slice(line.indexOf('{'), line.lastIndexOf('}') + 1);

/**
 * Reads checkpoints of every place, checks their signatures and that each follows on the one before, and that no two places
 * tell different stories. Without keys signatures are not checked. A place may hold a line twice, and may begin late.
 */
export function readCheckpoints(
  outside: readonly CheckpointSource[],
  keys: readonly AuditKey[],
  stored: CheckpointSource | null,
): KnownCheckpoints {
  const known = new Map<number, { readonly checkpoint: Checkpoint; readonly line: string; readonly source: string }>();
  const wrong = (seq: number | null, what: string): KnownCheckpoints => ({ checkpoints: [], problem: { seq, what } });
  for (const { name, lines } of stored === null ? outside : [stored, ...outside]) {
    let before: Kept | null = null;
    for (const [index, raw] of lines.entries()) {
      const place = `Checkpoint ${index + 1} of ${name}`;
      const line = bare(raw);
      const checkpoint = readCheckpoint(line);
      if (!checkpoint) return wrong(null, `${place} is no checkpoint.`);
      const { seq } = checkpoint;
      if (before !== null && line === (before as Kept).line) continue;
      const signature = keys.length === 0 ? 'good' : checkSignature(checkpoint, keys);
      if (signature === 'forged')
        return wrong(seq, `${place}, at event ${seq}, is forged: its signature is not that of its key.`);
      if (signature === 'unknown-key') {
        return wrong(seq, `${place}, at event ${seq}, is signed with the key ${checkpoint.key}, which was not given.`);
      }
      const other = known.get(seq);
      if (other && other.line !== line) {
        return wrong(seq, `${place} and one of ${other.source} tell two different stories about event ${seq}.`);
      }
      if (before && (seq <= before.seq || checkpoint.previous !== lineHash(before.line))) {
        return wrong(seq, `${place}, at event ${seq}, does not follow on the one before it, at event ${before.seq}.`);
      }
      known.set(seq, { checkpoint, line, source: name });
      before = { line, seq };
    }
  }
  const checkpoints = [...known.values()].map(({ checkpoint }) => checkpoint).sort((a, b) => a.seq - b.seq);
  return { checkpoints, problem: stored === null ? null : missingFrom(stored, outside) };
}

/** What a place outside has must be in the store, too: the store lost it, or never should have had another. */
function missingFrom(store: CheckpointSource, outside: readonly CheckpointSource[]): Problem | null {
  const stored = new Set(store.lines.map(bare));
  for (const { name, lines } of outside) {
    const lost = lines.map(bare).find((line) => !stored.has(line));
    if (lost !== undefined) {
      const seq = readCheckpoint(lost)?.seq ?? null;
      return {
        seq,
        what: `The checkpoint at event ${seq} is in ${name} and not in ${store.name}: it was removed there.`,
      };
    }
  }
  return null;
}

/** Holds each event against the checkpoint that names it. */
export function checkpointProblem(
  { checkpoints }: Pick<KnownCheckpoints, 'checkpoints'>,
  index: number,
  event: Pick<ChainedEvent, 'seq' | 'hash'>,
): string | null {
  const checkpoint = checkpoints[index];
  if (!checkpoint || checkpoint.seq !== event.seq || checkpoint.hash === event.hash) return null;
  const since = checkpoints[index - 1]?.seq ?? 0;
  return `Event ${event.seq} is not the one its checkpoint vouches for: the trail was written anew between event ${since + 1} and event ${event.seq}.`;
}
