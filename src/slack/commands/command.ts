import { type ReadCommand, readCommand } from '../../commands/read-command.ts';
import { type Place, sentence, TOO_SLOW } from '../answers.ts';
import { helpMessage } from '../blocks/help.ts';
import { noticeModal } from '../blocks/notice-modal.ts';
import { recentMessage, STATUS_LIST, statusMessage } from '../blocks/status.ts';
import { type CommandKind, commandOf } from '../command-kind.ts';
import { type Desk, operationOf } from '../desk.ts';
import { openCompose } from '../modals/compose.ts';
import { CommandPayload } from '../payloads.ts';
import { type Delivered, safely } from '../safely.ts';
import { previewAnswer } from './preview-answer.ts';

/** What the person sees at once, before anything is looked up. A form needs no words: it opens. */
function firstWords(read: ReadCommand): string | null {
  switch (read.kind) {
    case 'run':
      return 'Looking up who you mean. Nothing is changed yet.';
    case 'status':
      return read.id === null ? 'Looking up your requests.' : 'Looking up this request.';
    case 'help':
    case 'refused':
    case 'open-modal':
      return null;
  }
}

function ephemeral(text: string): object {
  return { response_type: 'ephemeral', text };
}

/** The listener of one slash command. */
export function commandListener(desk: Desk, kind: CommandKind): (delivered: Delivered) => Promise<void> {
  const read = (text: string) => readCommand(text, kind);
  return safely(desk.safely, {
    name: `command ${kind.kind}`,
    payload: CommandPayload,
    key: ({ triggerId }) => `trigger:${triggerId}`,
    ack: ({ text }) => {
      const words = firstWords(read(text));
      return words === null ? {} : { body: ephemeral(words) };
    },
    work: (payload) => work(desk, kind, payload, read(payload.text)),
    failed: (payload, text) => desk.answers.privately(placeOf(payload), sentence(text)),
  });
}

function placeOf({ actor, channel, responseUrl }: CommandPayload): Place {
  return { user: actor.id, channel, responseUrl };
}

async function work(desk: Desk, kind: CommandKind, payload: CommandPayload, read: ReadCommand): Promise<void> {
  const { useCases, answers } = desk;
  const { actor } = payload;
  const place = placeOf(payload);
  switch (read.kind) {
    case 'run': {
      const { operation, directory, people, reason, dryRun } = read;
      const previewed = await useCases.preview({ actor, kind: kind.kind, operation, directory, people, reason });
      return answers.privately(place, previewAnswer(desk, kind.kind, previewed, { page: 0, dryRun }));
    }
    case 'open-modal': {
      const viewId = await answers.open(payload.triggerId, noticeModal('Change accounts', 'One moment …'));
      if (viewId === null) return answers.privately(place, TOO_SLOW);
      return openCompose(desk, kind, actor, viewId);
    }
    case 'help':
      return help(desk, kind, payload, read.topic, undefined);
    case 'refused':
      return help(desk, kind, payload, null, read.reason);
    case 'status':
      return answers.privately(place, await status(desk, kind, payload, read.id));
  }
}

async function help(
  { useCases, answers }: Desk,
  kind: CommandKind,
  payload: CommandPayload,
  topic: string | null,
  notice: string | undefined,
): Promise<void> {
  const permitted = await useCases.permitted(payload.actor, kind.kind);
  const message = helpMessage({
    command: commandOf(kind),
    title: kind.title,
    permitted,
    topic,
    ...(notice === undefined ? {} : { notice }),
  });
  await answers.privately(placeOf(payload), message);
}

async function status(desk: Desk, kind: CommandKind, { actor }: CommandPayload, id: string | null) {
  if (id === null) {
    const views = await desk.useCases.recent(actor, kind.kind, STATUS_LIST);
    return recentMessage(commandOf(kind), views, desk.describe);
  }
  const view = await desk.useCases.status(id, actor);
  if (view === null) {
    return sentence(`There is no such request that you may see. \`${commandOf(kind)} status\` lists your latest ones.`);
  }
  return statusMessage(view, operationOf(desk, view), await desk.cards.now(view.request.id));
}
