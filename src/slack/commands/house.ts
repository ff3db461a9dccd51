import type { FreezeAnswer } from '../../requests/use-cases.ts';
import { freezeSentence } from '../../safeguards/freeze.ts';
import { readableText } from '../../targets/slack-markup.ts';
import { refusal, sentence } from '../answers.ts';
import type { Message } from '../blocks/elements.ts';
import { slackPen } from '../blocks/text.ts';
import type { Desk } from '../desk.ts';
import { CommandPayload } from '../payloads.ts';
import { type Delivered, safely } from '../safely.ts';

/** What is about Muster itself and not about one kind of directory. */
export const HOUSE_COMMAND = '/muster';

const HELP = [
  `\`${HOUSE_COMMAND} freeze wrong list\` stops every new call in every directory within one batch, and says why.`,
  `\`${HOUSE_COMMAND} unfreeze\` lets them go on; somebody else than who froze has to do it.`,
  `\`${HOUSE_COMMAND} status\` tells whether anything is frozen.`,
  'All of them are for those who may decide on requests.',
].join('\n');

const REASON_LENGTH = 500;

/** `freeze wrong list` → ["freeze", "wrong list"] */
function read(text: string): { readonly verb: string; readonly rest: string | null } {
  const [verb = '', ...words] = text.trim().split(/\s+/);
  const rest = readableText(words.join(' ')).slice(0, REASON_LENGTH).toWellFormed();
  return { verb: verb.toLowerCase(), rest: rest === '' ? null : rest };
}

function told(answer: FreezeAnswer, changed: string, unchanged: string): Message {
  if (answer.kind === 'refused') return refusal(answer.reason);
  const freezes = answer.freezes.map((one) => freezeSentence(one, slackPen));
  return sentence([answer.changed ? changed : unchanged, ...freezes].join(' ').trim());
}

async function answerTo({ useCases }: Desk, { actor, text }: CommandPayload): Promise<Message> {
  const { verb, rest } = read(text);
  switch (verb) {
    case 'freeze':
      return told(await useCases.freeze(actor, rest), 'Done.', 'It was frozen already.');
    case 'unfreeze': {
      const answer = await useCases.unfreeze(actor);
      const still = answer.kind === 'frozen' && answer.freezes.length > 0;
      return told(answer, still ? 'Lifted, and another one is left.' : 'Lifted: calls go on.', 'Nothing is frozen.');
    }
    case 'status': {
      const answer = await useCases.frozen(actor);
      const none = answer.kind === 'frozen' && answer.freezes.length === 0;
      return told(answer, '', none ? 'Nothing is frozen.' : '');
    }
    default:
      return sentence(HELP);
  }
}

export function houseListener(desk: Desk): (delivered: Delivered) => Promise<void> {
  const place = ({ actor, channel, responseUrl }: CommandPayload) => ({ user: actor.id, channel, responseUrl });
  return safely(desk.safely, {
    name: 'command muster',
    payload: CommandPayload,
    key: ({ triggerId }) => `trigger:${triggerId}`,
    work: async (payload) => desk.answers.privately(place(payload), await answerTo(desk, payload)),
    failed: (payload, text) => desk.answers.privately(place(payload), sentence(text)),
  });
}
