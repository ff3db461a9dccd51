/** What somebody may be called in free text. */
export interface Called {
  /** In lower case: e-mails, their part before the sign, and e-mails that stand for an account id. */
  readonly addresses: ReadonlySet<string>;
  /** As written: the words of a name. */
  readonly names: ReadonlySet<string>;
}

/** Shorter words of a name ("de", "Al") say nothing by themselves. */
const SHORTEST_NAME = 3;

/** The words of a name that may stand for it. A number is none: "Person 12". */
export function nameWords(name: string): readonly string[] {
  return name.split(/[^\p{L}\p{M}\p{N}'’-]+/u).filter((word) => word.length >= SHORTEST_NAME && /\p{L}/u.test(word));
}

/** Under what an address may be mentioned: as it is, and by what stands before the sign. */
export function addressWords(email: string): readonly string[] {
  const lower = email.toLowerCase();
  const local = lower.split('@')[0] ?? '';
  return local.length >= SHORTEST_NAME ? [lower, local] : [lower];
}

/**
 * Does a text speak of one of them? Rather once too often: what is erased from a reason can be asked for again, and what is
 * left in it cannot be taken back.
 */
export function mentions(text: string, { addresses, names }: Called): boolean {
  for (const word of text.toLowerCase().split(/[^\p{L}\p{M}\p{N}.!#$%&'*+/=?^_`{|}~@-]+/u)) {
    const bare = word.replace(/^[.'`*_~]{1,8}|[.'`*_~!?]{1,8}$/g, '');
    if (addresses.has(word) || addresses.has(bare) || addresses.has(bare.split('|').at(-1) ?? '')) return true;
  }
  return nameWords(text).some((word) => names.has(word) || names.has(word.replace(/['’]s$/, '')));
}
