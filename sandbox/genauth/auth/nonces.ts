/** Remembers every nonce of every key until the stand-in is reset. */
export interface Nonces {
  use(accessKeyId: string, nonce: string): 'fresh' | 'used';
  clear(): void;
}

export function createNonces(): Nonces {
  const used = new Set<string>();
  return {
    use(accessKeyId, nonce) {
      const key = `${accessKeyId} ${nonce}`;
      if (used.has(key)) return 'used';
      used.add(key);
      return 'fresh';
    },
    clear: () => used.clear(),
  };
}
