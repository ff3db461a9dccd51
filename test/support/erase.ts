import type { Operation } from '../../src/directories/operation.ts';
import type { FakeDirectory } from './fake-directory.ts';

/** Gives the directory an operation that cannot be undone, and otherwise does what suspending does. */
export function addErase(directory: FakeDirectory): void {
  const suspend = directory.operations.get('suspend');
  if (!suspend) throw new Error('no suspend');
  const erase: Operation = {
    ...suspend,
    words: { verb: 'erase', done: 'erased', doing: 'erasing', effect: 'Each person is erased.' },
    traits: { ...suspend.traits, reversible: false, inverse: null },
  };
  (directory.operations as Map<string, Operation>).set('erase', erase);
}
