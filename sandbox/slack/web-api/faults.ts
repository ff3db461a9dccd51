import type { PageFault } from '../../page/protocol.ts';

/** How a call ends when it does not end well. */
export type Ending =
  /** HTTP 429; `retryAfterS` null sends no Retry-After. */
  | { readonly kind: 'throttled'; readonly retryAfterS: number | null }
  /** The connection breaks. */
  | { readonly kind: 'lost'; readonly when: 'before-effect' | 'after-effect' }
  /** No answer of the method's, and no effect. */
  | { readonly kind: 'http'; readonly status: number; readonly contentType: string; readonly body: string }
  /** `ok: false` with this error, and no effect. */
  | { readonly kind: 'refused'; readonly error: string };

type Behaviour = Ending | { readonly kind: 'slow'; readonly delayMs: number };

interface Rule {
  readonly id: string;
  /** What a person reads in the sandbox's drawer. */
  readonly title: string;
  readonly behaviour: Behaviour;
  /** Unless a method is named, only calls that change something are meant. */
  readonly onlyChanges?: true;
}

const HTML_PAGE = '<html><head><title>503</title></head><body><h1>503 Service Unavailable</h1></body></html>';

const CATALOGUE: readonly Rule[] = [
  { id: 'rate-limited', title: '429, come back in 2 s', behaviour: { kind: 'throttled', retryAfterS: 2 } },
  {
    id: 'rate-limited-silent',
    title: '429, without saying how long to wait',
    behaviour: { kind: 'throttled', retryAfterS: null },
  },
  {
    id: 'lost-before',
    title: 'The connection breaks before anything is done',
    behaviour: { kind: 'lost', when: 'before-effect' },
    onlyChanges: true,
  },
  {
    id: 'lost-after',
    title: 'It is done, then the connection breaks',
    behaviour: { kind: 'lost', when: 'after-effect' },
    onlyChanges: true,
  },
  {
    id: 'error-500',
    title: '500, nothing was done',
    behaviour: {
      kind: 'http',
      status: 500,
      contentType: 'application/json; charset=utf-8',
      body: '{"ok":false,"error":"internal_error"}',
    },
  },
  {
    id: 'error-503-html',
    title: 'A proxy’s HTML page with 503, nothing was done',
    behaviour: { kind: 'http', status: 503, contentType: 'text/html', body: HTML_PAGE },
  },
  { id: 'slow', title: 'The answer takes 8 s', behaviour: { kind: 'slow', delayMs: 8_000 } },
  { id: 'invalid-auth', title: 'The token is refused', behaviour: { kind: 'refused', error: 'invalid_auth' } },
];

const PLATFORM_ERROR = 'platform-error:';

export interface FaultTerms {
  /** How many matching calls go wrong; 0 is off. */
  readonly count: number;
  /** Only calls of this method; default any. */
  readonly method?: string;
  /** For `rate-limited`. */
  readonly retryAfterS?: number;
  /** For `slow`. */
  readonly delayMs?: number;
}

export interface WebApiFaults {
  list(): readonly PageFault[];
  /** Arms a fault of the catalogue, or `platform-error:<name>` with any error's name. Throws on an unknown id. */
  set(id: string, terms: FaultTerms): void;
  clear(): void;
}

/** What the faults have in mind for one call; each that takes part is counted down. */
export interface FaultPlan {
  readonly ids: readonly string[];
  readonly delayMs: number;
  readonly ending: Ending | null;
}

export interface WebApiFaultDesk extends WebApiFaults {
  plan(method: string, changes: boolean): FaultPlan;
}

interface Armed {
  readonly rule: Rule;
  readonly method: string | null;
  remaining: number;
}

export function createWebApiFaults(): WebApiFaultDesk {
  const armed = new Map<string, Armed>();
  return {
    list() {
      const extra = [...armed.values()].map(({ rule }) => rule).filter(({ id }) => id.startsWith(PLATFORM_ERROR));
      return [...CATALOGUE, ...extra].map(({ id, title }) => ({
        id,
        where: 'slack' as const,
        title,
        // JSON has no Infinity.
        remaining: Math.min(armed.get(id)?.remaining ?? 0, Number.MAX_SAFE_INTEGER),
      }));
    },
    set(id, terms) {
      armed.set(id, { rule: adapt(ruleOf(id), terms), method: terms.method ?? null, remaining: terms.count });
    },
    clear: () => armed.clear(),
    plan(method, changes) {
      const ids: string[] = [];
      let delayMs = 0;
      let ending: Ending | null = null;
      for (const it of armed.values()) {
        if (it.remaining <= 0 || !isMeant(it, method, changes)) continue;
        const { behaviour } = it.rule;
        if (behaviour.kind === 'slow') delayMs += behaviour.delayMs;
        // A call ends once; the others wait for the next one.
        else if (ending) continue;
        else ending = behaviour;
        it.remaining -= 1;
        ids.push(it.rule.id);
      }
      return { ids, delayMs, ending };
    },
  };
}

function ruleOf(id: string): Rule {
  const known = CATALOGUE.find((rule) => rule.id === id);
  if (known) return known;
  if (!id.startsWith(PLATFORM_ERROR)) throw new Error(`no fault ${id}`);
  const error = id.slice(PLATFORM_ERROR.length);
  return { id, title: `Refused with ${error}`, behaviour: { kind: 'refused', error } };
}

function adapt(rule: Rule, { retryAfterS, delayMs }: FaultTerms): Rule {
  const { behaviour } = rule;
  if (behaviour.kind === 'throttled' && behaviour.retryAfterS !== null && retryAfterS !== undefined) {
    return { ...rule, behaviour: { ...behaviour, retryAfterS } };
  }
  if (behaviour.kind === 'slow' && delayMs !== undefined) return { ...rule, behaviour: { ...behaviour, delayMs } };
  return rule;
}

function isMeant({ rule, method }: Armed, called: string, changes: boolean): boolean {
  return method === null ? changes || rule.onlyChanges !== true : method === called;
}
