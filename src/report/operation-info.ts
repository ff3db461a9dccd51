import type { Directory } from '../directories/directory.ts';
import type { OperationWords } from '../directories/operation.ts';

/** What a reader is told about an operation. */
export interface OperationInfo {
  readonly words: OperationWords;
  readonly reversible: boolean;
  /** The verb that takes it back, or null. */
  readonly inverse: string | null;
  /** Whether a second arrival changes nothing more, so that what is in doubt may be asked for again. */
  readonly repeatIsHarmless: boolean;
  /** Names of options the operation takes itself, such as `group`, in any directory of the kind. */
  readonly options: readonly string[];
  /** "AWS Wickr network" */
  readonly kindTitle: string;
}

/** Answers for every stored request, also for an operation that is no longer configured. */
export type DescribeOperation = (kind: string, operation: string) => OperationInfo;

/** Words for an operation nobody knows any more: said to be irreversible, so that nobody relies on the opposite. */
function unknownOperation(kind: string, operation: string): OperationInfo {
  return {
    words: {
      verb: operation,
      done: `done (${operation})`,
      doing: `doing (${operation})`,
      effect: 'This operation is no longer configured.',
    },
    reversible: false,
    inverse: null,
    repeatIsHarmless: false,
    options: [],
    kindTitle: `${kind} directory`,
  };
}

export function describeOperations(
  directories: Iterable<Pick<Directory, 'kind' | 'kindTitle' | 'operations'>>,
): DescribeOperation {
  const known = new Map<string, OperationInfo>();
  for (const { kind, kindTitle, operations } of directories) {
    for (const [verb, { words, traits, options }] of operations) {
      known.set(`${kind} ${verb}`, {
        words,
        reversible: traits.reversible,
        inverse: traits.inverse,
        repeatIsHarmless: traits.whenInDoubt !== 'never',
        options: [...new Set([...(known.get(`${kind} ${verb}`)?.options ?? []), ...(options ?? [])])],
        kindTitle,
      });
    }
  }
  return (kind, operation) => known.get(`${kind} ${operation}`) ?? unknownOperation(kind, operation);
}
