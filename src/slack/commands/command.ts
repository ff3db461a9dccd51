import { type ReadCommand, readCommand } from '../../commands/read-command.ts';
import { type Place, sentence, TOO_SLOW } from '../answers.ts';
import { noticeModal } from '../blocks/notice-modal.ts';
import type { CommandKind } from '../command-kind.ts';
import type { Desk } from '../desk.ts';
import { openCompose } from '../modals/compose.ts';
import { CommandPayload } from '../payloads.ts';
import { type Delivered, safely } from '../safely.ts';
import { helpAnswer } from './help.ts';
import { historyAnswer } from './history.ts';
import { lookupAnswer } from './lookup.ts';
import { previewAnswer } from './preview-answer.ts';
import { statusAnswer } from './status.ts';

/** What the person sees at once, before anything is looked up. A form needs no words: it opens. */
function firstWords(read: ReadCommand): string | null {
  switch (read.kind) {
    case 'run':
      return 'Looking up who you mean. Nothing is changed yet.';
    case 'status':
      return read.id === null ? 'Looking up your requests.' : 'Looking up this request.';
    case 'lookup':
      return 'Looking up who you mean.';
    case 'history':
      return 'Looking up earlier requests.';
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
  const optionsOf = (verb: string) => desk.describe(kind.kind, verb).options;
  const read = (text: string) => readCommand(text, { ...kind, optionsOf, now: desk.clock.now() });
  return safely(desk.safely, {
    name: `command ${kind.kind}`,
    payload: CommandPayload,
    key: ({ triggerId }) => `trigger:${triggerId}`,
    ack: ({ text }) => {
      const words = firstWords(read(text));
      return words === null ? {} : { body: ephemeral(words) };
    },
    fleeting: ({ text }) => read(text).kind === 'open-modal',
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
      const { kind: _, dryRun, ...ask } = read;
      const previewed = await useCases.preview({ actor, kind: kind.kind, ...ask });
      return answers.privately(place, previewAnswer(desk, kind.kind, previewed, { page: 0, dryRun }));
    }
    case 'open-modal': {
      const viewId = await answers.open(payload.triggerId, noticeModal('Change accounts', 'One moment …'));
      if (viewId === null) return answers.privately(place, TOO_SLOW);
      return openCompose(desk, kind, actor, viewId, { operation: read.operation ?? '' });
    }
    case 'lookup': {
      const { people, directory } = read;
      return answers.privately(place, await lookupAnswer(desk, { actor, kind: kind.kind, directory, people }));
    }
    case 'history':
      return answers.privately(place, await historyAnswer(desk, kind, actor, read));
    case 'help':
      return answers.privately(place, await helpAnswer(desk, kind, actor, { topic: read.topic }));
    case 'refused':
      return answers.privately(place, await helpAnswer(desk, kind, actor, { topic: null, notice: read.reason }));
    case 'status':
      return answers.privately(place, await statusAnswer(desk, kind, actor, read.id));
  }
}
