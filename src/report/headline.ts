import type { RequestView } from '../requests/view.ts';
import type { OperationInfo } from './operation-info.ts';
import type { Pen } from './pen.ts';
import { verbAndPeople } from './wording.ts';

/** "Suspend 12 people in acme-prod" */
export function headline(view: RequestView, { words }: OperationInfo, pen: Pen): string {
  const { people, directory } = view.request;
  return `${verbAndPeople(words.verb, people)} in ${pen.name(directory)}`;
}

export const CANNOT_BE_UNDONE = 'This cannot be undone.';

/** "This can be taken back with “unsuspend”." Empty where there is neither a way back nor anything lost. */
export function reversibility({ reversible, inverse }: OperationInfo): string {
  if (!reversible) return CANNOT_BE_UNDONE;
  return inverse === null ? '' : `This can be taken back with “${inverse}”.`;
}
