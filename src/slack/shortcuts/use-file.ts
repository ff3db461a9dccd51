import type { ModalView } from '@slack/types';
import { type Place, sentence, TOO_SLOW } from '../answers.ts';
import { FILE_TYPES, fileName, type SlackFileRef } from '../blocks/compose-modal.ts';
import { button, mrkdwn, section } from '../blocks/elements.ts';
import { noRights } from '../blocks/help.ts';
import { noticeModal } from '../blocks/notice-modal.ts';
import type { CommandKind } from '../command-kind.ts';
import type { Desk } from '../desk.ts';
import { openCompose } from '../modals/compose.ts';
import { carriedMetadata, readCarried } from '../modals/compose-metadata.ts';
import { ActionPayload, MessageShortcutPayload } from '../payloads.ts';
import { type Delivered, safely } from '../safely.ts';

/** In the manifest, as an exact string. */
export const USE_FILE = 'muster:use-file';
/** The button of the modal that asks which kind of directory. */
export const USE_FILE_IN = 'muster:use-file:in';

/**
 * "Use this file in Muster" in the menu of a message: the form with its files attached. They are fetched by their ids
 * when the form is submitted; no address in the payload is ever used.
 */
export function useFileShortcut(desk: Desk): (delivered: Delivered) => Promise<void> {
  return safely(desk.safely, {
    name: 'shortcut use file',
    payload: MessageShortcutPayload,
    key: ({ triggerId }) => `trigger:${triggerId}`,
    fleeting: () => true,
    work: (payload) => work(desk, payload),
    failed: (payload, text) => desk.answers.privately(placeOf(payload), sentence(text)),
  });
}

function placeOf({ actor, channel, responseUrl }: MessageShortcutPayload): Place {
  return { user: actor.id, channel, responseUrl };
}

const NO_FILE = sentence(
  `This message has no file whose people I could read. I take files that are in Slack and end in ${FILE_TYPES.map((type) => `.${type}`).join(', ')}.`,
);

async function work(desk: Desk, payload: MessageShortcutPayload): Promise<void> {
  const { answers, useCases, kinds } = desk;
  const files = usable(payload.files);
  if (files.length === 0) return answers.privately(placeOf(payload), NO_FILE);
  const viewId = await answers.open(payload.triggerId, noticeModal('Change accounts', 'One moment …'));
  if (viewId === null) return answers.privately(placeOf(payload), TOO_SLOW);
  const asked = kinds.map(async (kind) =>
    (await useCases.permitted(payload.actor, kind.kind)).length > 0 ? [kind] : [],
  );
  const permitted = (await Promise.all(asked)).flat();
  const [only, ...others] = permitted;
  if (only === undefined) {
    return answers.show(viewId, noticeModal('Change accounts', noRights(...kinds.map(({ title }) => title))));
  }
  if (others.length > 0) return answers.show(viewId, kindModal(permitted, files));
  return openCompose(desk, only, payload.actor, viewId, { files });
}

/** A message belongs to no slash command, so with several the person says which is meant. */
function kindModal(kinds: readonly CommandKind[], files: readonly SlackFileRef[]): ModalView {
  const choices = kinds.map(({ kind, title }) => ({
    ...section(mrkdwn(title)),
    accessory: button({
      id: USE_FILE_IN,
      label: 'Choose',
      value: carriedMetadata({ kind, files, columns: [] }),
    }),
  }));
  return noticeModal('Change accounts', 'Where are the accounts of these people?', choices);
}

/** What was chosen of `kindModal`. */
export function useFileIn(desk: Desk): (delivered: Delivered) => Promise<void> {
  return safely(desk.safely, {
    name: 'use file in',
    payload: ActionPayload,
    key: ({ triggerId }) => `trigger:${triggerId}`,
    fleeting: () => true,
    work: async ({ actor, viewId, value }) => {
      const carried = readCarried(value);
      const kind = desk.kinds.find((one) => one.kind === carried?.kind);
      if (!carried || !kind || viewId === null) return;
      await openCompose(desk, kind, actor, viewId, { files: carried.files });
    },
    failed: ({ actor, channel, responseUrl }, text) =>
      desk.answers.privately({ user: actor.id, channel, responseUrl }, sentence(text)),
  });
}

/** Files on the disk of Slack itself; what was put in by link lies elsewhere. */
function usable(files: MessageShortcutPayload['files']): readonly SlackFileRef[] {
  return files
    .filter(({ name, mode, isExternal }) => {
      const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
      return FILE_TYPES.some((type) => type === ending) && mode !== 'external' && mode !== 'tombstone' && !isExternal;
    })
    .map(({ id, name }) => ({ id, name: fileName(name) }));
}
