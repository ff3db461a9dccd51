import type { Answer } from './answer.ts';

/** How long a token is remembered: no window is documented, so every case can be played. */
export type TokenMemory = { readonly kind: 'remembered'; readonly forMs: number } | { readonly kind: 'ignored' };

export interface TokenKey {
  readonly operation: string;
  readonly network: string;
  readonly token: string;
}

/** What the service knows about client tokens. Answers other than 200 are not remembered. */
export interface Tokens {
  /** Notes a token's payload when it arrives, and says whether an earlier arrival had another one. Never forgets. */
  witness(key: TokenKey, payloadDigest: string): 'fits' | 'other-payload';
  recall(key: TokenKey, memory: TokenMemory, nowMs: number): Answer | null;
  remember(key: TokenKey, answer: Answer, nowMs: number): void;
  clear(): void;
}

export function createTokens(): Tokens {
  const payloads = new Map<string, string>();
  const answers = new Map<string, { readonly answer: Answer; readonly at: number }>();
  const flat = (key: TokenKey) => [key.operation, key.network, key.token].join(' ');

  return {
    witness(key, payloadDigest) {
      const known = payloads.get(flat(key));
      if (known === undefined) payloads.set(flat(key), payloadDigest);
      return known === undefined || known === payloadDigest ? 'fits' : 'other-payload';
    },
    recall(key, memory, nowMs) {
      if (memory.kind === 'ignored') return null;
      const stored = answers.get(flat(key));
      return stored && nowMs - stored.at < memory.forMs ? stored.answer : null;
    },
    remember(key, answer, nowMs) {
      if (answer.status === 200) answers.set(flat(key), { answer, at: nowMs });
    },
    clear() {
      payloads.clear();
      answers.clear();
    },
  };
}
