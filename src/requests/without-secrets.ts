import type { ReadIdentifiers } from '../targets/target.ts';
import { scrubSecrets } from '../telemetry/scrub-text.ts';
import type { UseCases } from './use-cases.ts';

/**
 * What people type is kept and shown to others: reasons, and how they wrote whom they mean. A token that was pasted by mistake
 * is recognised by its shape and replaced before anything is stored. Whom they mean stays as it is: only `typed` changes.
 */
export function withoutSecrets(useCases: UseCases): UseCases {
  return {
    ...useCases,
    preview: (ask) => useCases.preview({ ...ask, people: cleanPeople(ask.people), reason: clean(ask.reason) }),
    submit: (id, actor, given) => useCases.submit(id, actor, { ...given, reason: clean(given.reason) }),
    reject: (id, actor, reason) => useCases.reject(id, actor, scrubSecrets(reason)),
    freeze: (actor, reason) => useCases.freeze(actor, clean(reason)),
  };
}

const clean = (text: string | null): string | null => (text === null ? null : scrubSecrets(text));

function cleanPeople({ identifiers, unreadable }: ReadIdentifiers): ReadIdentifiers {
  return {
    identifiers: identifiers.map((one) => ({ ...one, typed: scrubSecrets(one.typed) })),
    unreadable: unreadable.map(({ typed, reason }) => ({ typed: scrubSecrets(typed), reason: scrubSecrets(reason) })),
  };
}
