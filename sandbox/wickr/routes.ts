import type { ModelOperation } from './model.ts';

export interface Route {
  readonly operation: ModelOperation;
  /** Decoded path labels by name. */
  readonly labels: ReadonlyMap<string, string>;
}

/**
 * Finds the operation of a request by method and path. Literals beat labels from left to right, so that
 * `/users/count` is never taken for the user "count".
 */
export function createRouter(operations: readonly ModelOperation[]) {
  const templates = operations
    .map((operation) => ({ operation, segments: operation.path.split('/') }))
    .sort((one, other) => (labelPattern(one.segments) < labelPattern(other.segments) ? -1 : 1));

  return (method: string, path: string): Route | null => {
    const segments = path.split('/');
    for (const template of templates) {
      if (template.operation.method !== method) continue;
      const labels = readLabels(template.segments, segments);
      if (labels) return { operation: template.operation, labels };
    }
    return null;
  };
}

/** "0010": a 1 for each label, so that the smaller text has its literals further left. */
const labelPattern = (segments: readonly string[]) => segments.map((it) => (it.startsWith('{') ? '1' : '0')).join('');

function readLabels(template: readonly string[], segments: readonly string[]): Map<string, string> | null {
  if (template.length !== segments.length) return null;
  const labels = new Map<string, string>();
  for (const [index, expected] of template.entries()) {
    const actual = segments[index] ?? '';
    if (expected.startsWith('{')) {
      const value = decode(actual);
      if (value === null || value === '') return null;
      labels.set(expected.slice(1, -1), value);
    } else if (expected !== actual) {
      return null;
    }
  }
  return labels;
}

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
