import type { Config } from '../config/config.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Random } from '../runtime/random.ts';
import type { Store } from '../store/store.ts';
import type { ScrubText } from '../telemetry/scrub-text.ts';
import { canonicalText, sha256 } from './chain/link.ts';
import { appendEvent } from './event.ts';

export interface ConfigurationDigest {
  readonly digest: string;
  /** Section → SHA-256 of it. */
  readonly sections: Readonly<Record<string, string>>;
}

/** Where secrets stand by themselves; what they say is no part of the configuration that an auditor compares. */
const SECRET_KEYS = new Set(['botToken', 'appToken', 'signingSecret', 'signingKey']);

/** Plain values of whatever the configuration holds: maps become objects, and code (a directory kind's) stays out. */
function plain(value: unknown, scrub: ScrubText): unknown {
  if (typeof value === 'string') return scrub(value);
  if (value instanceof Map) return plain(Object.fromEntries(value), scrub);
  if (value instanceof Set) return plain([...value], scrub);
  if (Array.isArray(value)) return value.map((item) => plain(item, scrub));
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? null : (value ?? null);
  const isPlain = Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null;
  if (!isPlain) return null;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      SECRET_KEYS.has(key) || inner === undefined ? [] : [[key, plain(inner, scrub)]],
    ),
  );
}

/** A digest per section and one over them all. `scrub` takes out what the environment says is secret. */
export function digestConfiguration(config: Config, scrub: ScrubText): ConfigurationDigest {
  const sections = Object.fromEntries(
    Object.entries(config).map(([name, section]) => [name, sha256(canonicalText(plain(section, scrub)))]),
  );
  return { digest: sha256(canonicalText(sections)), sections };
}

/** At start: an event when the configuration is not the one of the start before. Answers whether it was. */
export async function noteConfiguration(
  { store, clock, random }: { readonly store: Store; readonly clock: Clock; readonly random: Random },
  { digest, sections }: ConfigurationDigest,
): Promise<boolean> {
  return store.write(async (tx) => {
    const last = await tx
      .selectFrom('audit_events')
      .select('data_json')
      .where('kind', '=', 'config.changed')
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    const data = { digest, sections };
    if (last?.data_json === canonicalText(data)) return false;
    await appendEvent(tx, { at: clock.now(), requestId: null, actor: 'muster', kind: 'config.changed', data }, random);
    return true;
  });
}
