import type { Actor } from '../../requests/use-cases.ts';
import { sentence } from '../answers.ts';
import type { Message } from '../blocks/elements.ts';
import { recentMessage, STATUS_LIST, statusMessage } from '../blocks/status.ts';
import { type CommandKind, commandOf } from '../command-kind.ts';
import { type Desk, operationOf } from '../desk.ts';

/** One request, or the person's latest. */
export async function statusAnswer(desk: Desk, kind: CommandKind, actor: Actor, id: string | null): Promise<Message> {
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
