import { peopleCsv, peopleFileName } from '../../report/people-csv.ts';
import type { LookupAsk } from '../../requests/use-cases.ts';
import { refusal } from '../answers.ts';
import type { Message } from '../blocks/elements.ts';
import { LOOKUP_SHOWN, lookupFileComment, lookupFileMessage, lookupMessage } from '../blocks/lookup.ts';
import type { Desk } from '../desk.ts';

/** What a directory knows of people: a few in the answer, more as a file in the asker's direct messages. */
export async function lookupAnswer({ useCases, answers, clock }: Desk, ask: LookupAsk): Promise<Message> {
  const looked = await useCases.lookup(ask);
  if (looked.kind === 'refused') return refusal(looked.reason);
  if (looked.found.length <= LOOKUP_SHOWN) return lookupMessage(looked);
  await answers.directFile(ask.actor.id, {
    name: peopleFileName(ask.kind, looked.directory, clock.now()),
    content: peopleCsv(looked),
    comment: lookupFileComment(looked),
  });
  return lookupFileMessage(looked);
}
