import type { About, ReadHistory } from '../../commands/read-history.ts';
import { PeopleUnavailable } from '../../people/person.ts';
import type { Actor } from '../../requests/use-cases.ts';
import { sentence } from '../answers.ts';
import type { Message } from '../blocks/elements.ts';
import { HISTORY_LIST, historyMessage, type PastRequest } from '../blocks/history.ts';
import { type CommandKind, commandOf } from '../command-kind.ts';
import { type Desk, operationOf } from '../desk.ts';

type Who = { readonly kind: 'key'; readonly key: string } | { readonly kind: 'refused'; readonly reason: string };

/** How stored requests know somebody: by e-mail or native id. */
async function keyOf({ people }: Pick<Desk, 'people'>, about: About): Promise<Who> {
  switch (about.kind) {
    case 'email':
      return { kind: 'key', key: about.email };
    case 'account-id':
      return { kind: 'key', key: about.id };
    case 'mention': {
      try {
        const person = await people.person(about.slackUserId);
        if (person?.email) return { kind: 'key', key: person.email };
        return {
          kind: 'refused',
          reason: 'Slack does not tell this person’s e-mail. Name them by e-mail or account id.',
        };
      } catch (error) {
        if (!(error instanceof PeopleUnavailable)) throw error;
        return { kind: 'refused', reason: 'Slack cannot say right now who that is. Try again, or use the e-mail.' };
      }
    }
  }
}

/** Earlier requests that the person may see. */
export async function historyAnswer(desk: Desk, kind: CommandKind, actor: Actor, read: ReadHistory): Promise<Message> {
  const { mine, about, directory, since } = read;
  const who = about === null ? null : await keyOf(desk, about);
  if (who?.kind === 'refused') return sentence(who.reason);
  const filter = { requester: mine ? 'me' : null, about: who?.key ?? null, directory, since } as const;
  const views = await desk.useCases.history(actor, kind.kind, filter, HISTORY_LIST);
  const requests = await Promise.all(
    views.map(async (view): Promise<PastRequest> => {
      return { view, operation: operationOf(desk, view), link: await desk.cards.now(view.request.id) };
    }),
  );
  return historyMessage(commandOf(kind), requests);
}
