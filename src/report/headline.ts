import type { RequestView } from '../requests/view.ts';
import type { OperationInfo } from './operation-info.ts';
import type { Pen } from './pen.ts';
import { capitalized, people } from './wording.ts';

/** "Suspend 12 people in acme-prod" */
export function headline(view: RequestView, { words }: OperationInfo, pen: Pen): string {
  const { plan, directory } = view.request;
  return `${capitalized(words.verb)} ${people(plan.changes.length)} in ${pen.name(directory)}`;
}

/** "Can be taken back with *unsuspend*." Irreversible is said first and plainly. */
export function reversibility({ reversible, inverse }: OperationInfo): string {
  if (!reversible) return 'This cannot be undone.';
  return inverse === null ? 'This can be taken back.' : `This can be taken back with “${inverse}”.`;
}
