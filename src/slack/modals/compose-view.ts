import type { ModalView } from '@slack/types';
import type { GroupName } from '../../directories/directory.ts';
import type { Actor, PermittedOperation } from '../../requests/use-cases.ts';
import {
  type Carried,
  type Compose,
  type ComposeForm,
  chosenScope,
  composeModal,
  takesGroup,
} from '../blocks/compose-modal.ts';
import { noRights } from '../blocks/help.ts';
import { noticeModal } from '../blocks/notice-modal.ts';
import type { CommandKind } from '../command-kind.ts';
import type { Desk } from '../desk.ts';
import { carriedMetadata, shortened } from './compose-metadata.ts';

export interface ComposeState {
  readonly carried: Carried;
  readonly form: ComposeForm;
  readonly notice?: NonNullable<Compose['notice']>;
}

/** The form for what the person may ask for now, with the groups of the directory where one is to be chosen. */
export async function composeView(
  { useCases }: Pick<Desk, 'useCases'>,
  { kind, title, identifierTypes }: Pick<CommandKind, 'kind' | 'title' | 'identifierTypes'>,
  actor: Actor,
  { carried, form, notice }: ComposeState,
): Promise<ModalView> {
  const permitted = await useCases.permitted(actor, kind);
  if (permitted.length === 0) {
    return noticeModal('Change accounts', noRights(title));
  }
  const fitting = shortened(carried);
  return composeModal({
    carried: fitting,
    metadata: carriedMetadata(fitting),
    permitted,
    form,
    types: identifierTypes,
    groups: takesGroup(permitted, form) ? await groupsFor(useCases, actor, kind, permitted, form) : null,
    ...(notice ? { notice } : {}),
  });
}

function groupsFor(
  useCases: Pick<Desk['useCases'], 'groupNames'>,
  actor: Actor,
  kind: string,
  permitted: readonly PermittedOperation[],
  form: ComposeForm,
): Promise<readonly GroupName[]> {
  return useCases.groupNames(actor, kind, chosenScope(permitted, form).directory);
}
