/** One line of `strace -f -y` that matters: what reached the log of the database, the disk, and the directory, in order. */
export type SystemCall =
  | { readonly kind: 'log-written' }
  | { readonly kind: 'log-synced' }
  | { readonly kind: 'call-left'; readonly token: string };

const LOG = /<[^>]*\.db-wal>/;
const WRITE = /\b(?:pwrite64|write|writev|pwritev)\(/;
const SYNC = /\b(?:fdatasync|fsync)\(/;
const SEND = /\b(?:write|writev|sendto|sendmsg)\(\d+<(?:socket|TCP)/;
const TOKEN = /x-client-token: ([^\\"]+)/i;

export function readTrace(text: string): readonly SystemCall[] {
  return text.split('\n').flatMap((line): readonly SystemCall[] => {
    if (SYNC.test(line) && LOG.test(line)) return [{ kind: 'log-synced' }];
    if (WRITE.test(line) && LOG.test(line)) return [{ kind: 'log-written' }];
    const token = SEND.test(line) ? TOKEN.exec(line)?.[1] : undefined;
    return token === undefined ? [] : [{ kind: 'call-left', token }];
  });
}

/** Tokens of calls that left while something written before them was not yet on disk, or with nothing put on disk since the call before. */
export function leftTooEarly(trace: readonly SystemCall[]): readonly string[] {
  const early: string[] = [];
  let unsynced = false;
  let syncedSinceCall = false;
  for (const call of trace) {
    switch (call.kind) {
      case 'log-written':
        unsynced = true;
        break;
      case 'log-synced':
        syncedSinceCall ||= unsynced;
        unsynced = false;
        break;
      case 'call-left':
        if (unsynced || !syncedSinceCall) early.push(call.token);
        syncedSinceCall = false;
        break;
    }
  }
  return early;
}
