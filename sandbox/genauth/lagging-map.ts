/** Who looks: the truth, reads of one or several people, or the search index behind lists. */
export type View = 'truth' | 'reads' | 'search';

interface Version<Value> {
  readonly value: Value | null;
  readonly from: Readonly<Record<View, number>>;
}

/** When each view begins to show a write. */
export type Visibility = Readonly<Record<Exclude<View, 'truth'>, number>>;

/** Values that views come to know at different times. Keys are never forgotten; null is "not there". */
export interface LaggingMap<Value> {
  get(key: string, view: View, nowMs: number): Value | null;
  /** In the order in which keys were first written. */
  values(view: View, nowMs: number): Value[];
  write(key: string, value: Value | null, visibleFrom: Visibility): void;
  /** Whether the key was ever written. */
  knows(key: string): boolean;
}

export function createLaggingMap<Value>(initial: Iterable<readonly [string, Value]>): LaggingMap<Value> {
  const always = Number.NEGATIVE_INFINITY;
  const since = (reads: number, search: number) => ({ truth: always, reads, search });
  const versions = new Map<string, readonly Version<Value>[]>();
  for (const [key, value] of initial) versions.set(key, [{ value, from: since(always, always) }]);

  const shown = (history: readonly Version<Value>[], view: View, nowMs: number) =>
    history.findLast((version) => version.from[view] <= nowMs)?.value ?? null;

  return {
    get: (key, view, nowMs) => shown(versions.get(key) ?? [], view, nowMs),
    values: (view, nowMs) =>
      [...versions.values()].map((history) => shown(history, view, nowMs)).filter((value) => value !== null),
    write(key, value, { reads, search }) {
      versions.set(key, [...(versions.get(key) ?? []), { value, from: since(reads, search) }]);
    },
    knows: (key) => versions.has(key),
  };
}
