import type { Insertable } from 'kysely';
import type { Random } from '../../runtime/random.ts';
import type { AuditClearTable } from '../../store/schema.ts';
import { commitment, newSalt, Personal, type Sealed } from '../sealed.ts';

/** Replaces every personal text by a commitment. The same text of nobody in particular is sealed once per event. */
export function sealTexts(
  data: unknown,
  requestId: string | null,
  random: Random,
): { readonly data: unknown; readonly rows: readonly Insertable<AuditClearTable>[] } {
  const rows: Insertable<AuditClearTable>[] = [];
  const words = new Map<string, Sealed>();

  const seal = ({ text: personal, owner }: Personal): Sealed => {
    const text = personal.toWellFormed();
    const known = owner === null ? words.get(text) : undefined;
    if (known) return known;
    const salt = newSalt(random);
    const sealed = { sealed: commitment(salt, text) };
    rows.push({
      commitment: sealed.sealed,
      salt,
      clear: text,
      request_id: requestId,
      account_id: owner?.accountId ?? null,
      email: owner?.email?.toLowerCase() ?? null,
    });
    if (owner === null) words.set(text, sealed);
    return sealed;
  };

  const walk = (value: unknown): unknown => {
    // Canonical JSON refuses half a character, and a text that was cut may end with one.
    if (typeof value === 'string') return value.toWellFormed();
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof Personal) return seal(value);
    if (Array.isArray(value)) return value.map(walk);
    const walked: Record<string, unknown> = {};
    for (const [key, inner] of Object.entries(value)) walked[key] = walk(inner);
    return walked;
  };
  return { data: walk(data), rows };
}
