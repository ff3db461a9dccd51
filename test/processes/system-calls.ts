/** What matters of `strace -f -y`, in order: what reached the log of the database, the disk, and the directory. */
export type SystemCall =
  /** One page of a transaction; the last one of it commits. */
  | { readonly kind: 'page-written'; readonly text: string; readonly commits: boolean }
  | { readonly kind: 'sync-began'; readonly thread: string }
  | { readonly kind: 'sync-ended'; readonly thread: string; readonly took: boolean }
  | { readonly kind: 'call-left'; readonly token: string };

const LINE = /^(?<thread>\d+) +(?<rest>.*)$/;
const LOG = /^(?<call>\w+)\(\d+<[^>]*\.db-wal>/;
const SEND = /^(?:write|writev|sendto|sendmsg)\(\d+<(?:socket|TCP)/;
const TOKEN = /x-client-token: ([^\\"]+)/i;
const RESUMED = /^<\.\.\. \w+ resumed>.* = (?<result>-?\d+)/;
const ENDED = / = (?<result>-?\d+)[^=]*$/;
const TEXT = /"(?<text>(?:[^"\\]|\\.)*)"/;

const PLAIN: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', v: '\v', f: '\f' };

/** What strace shows in quotes, one character for each byte. */
function bytesOf(line: string): string {
  return (TEXT.exec(line)?.groups?.['text'] ?? '').replace(/\\([0-7]{1,3}|.)/g, (_, escaped: string) =>
    /^[0-7]/.test(escaped) ? String.fromCharCode(Number.parseInt(escaped, 8)) : (PLAIN[escaped] ?? escaped),
  );
}

/** https://www.sqlite.org/fileformat2.html#wal_file_format: a frame is a header of 24 bytes and a page; a commit says how large the database is. */
const FRAME_HEADER_BYTES = 24;
const isHeaderOfCommit = (header: string): boolean => header.slice(4, 8) !== '\0\0\0\0';

export function readTrace(text: string): readonly SystemCall[] {
  const calls: SystemCall[] = [];
  /** Calls that were interrupted by those of other threads: what to note once they have ended. */
  const open = new Map<string, (result: number) => void>();
  let commits = false;

  const written = (bytes: string) => {
    if (bytes.length === FRAME_HEADER_BYTES) commits = isHeaderOfCommit(bytes);
    else calls.push({ kind: 'page-written', text: bytes, commits });
  };
  for (const line of text.split('\n')) {
    const { thread = '', rest = '' } = LINE.exec(line)?.groups ?? {};
    const resumed = RESUMED.exec(rest)?.groups?.['result'];
    if (resumed !== undefined) {
      open.get(thread)?.(Number(resumed));
      open.delete(thread);
      continue;
    }
    const token = SEND.test(rest) ? TOKEN.exec(rest)?.[1] : undefined;
    if (token !== undefined) calls.push({ kind: 'call-left', token });
    const call = LOG.exec(rest)?.groups?.['call'];
    if (call === undefined) continue;
    const isSync = call === 'fdatasync' || call === 'fsync';
    if (isSync) calls.push({ kind: 'sync-began', thread });
    const ended = (result: number) => {
      if (isSync) calls.push({ kind: 'sync-ended', thread, took: result === 0 });
      else written(bytesOf(rest));
    };
    const result = ENDED.exec(rest)?.groups?.['result'];
    if (rest.endsWith('<unfinished ...>')) open.set(thread, ended);
    else if (result !== undefined) ended(Number(result));
  }
  return calls;
}

/** The line of the trail that belongs to one attempt of a batch: each call has its own. */
const INTENT = /"attempt":(?<attempt>\d+),[^{}]*"token":"(?<token>[^"]+)"/g;

/**
 * Tokens of calls that left before the transaction with their line in the trail was on disk: before a sync that began after it
 * had ended. The second call under a token needs a second line.
 */
export function leftTooEarly(trace: readonly SystemCall[]): readonly string[] {
  /** Of each token: which commit brought which attempt. */
  const intents = new Map<string, Map<string, number>>();
  const syncing = new Map<string, number>();
  const left = new Map<string, number>();
  const early: string[] = [];
  let committed = 0;
  let onDisk = 0;
  for (const call of trace) {
    switch (call.kind) {
      case 'page-written':
        for (const { groups: { attempt = '', token = '' } = {} } of call.text.matchAll(INTENT)) {
          const ofToken = intents.get(token) ?? new Map<string, number>();
          intents.set(token, ofToken);
          if (!ofToken.has(attempt)) ofToken.set(attempt, committed + 1);
        }
        if (call.commits) committed += 1;
        break;
      case 'sync-began':
        syncing.set(call.thread, committed);
        break;
      case 'sync-ended':
        if (call.took) onDisk = Math.max(onDisk, syncing.get(call.thread) ?? 0);
        break;
      case 'call-left': {
        const times = (left.get(call.token) ?? 0) + 1;
        left.set(call.token, times);
        const kept = [...(intents.get(call.token)?.values() ?? [])].filter((commit) => commit <= onDisk);
        if (kept.length < times) early.push(call.token);
        break;
      }
    }
  }
  return early;
}
