import type { OperationInfo } from '../../report/operation-info.ts';
import { csvFileName, resultsCsv } from '../../report/results-csv.ts';
import { eachTarget } from '../../requests/request-records.ts';
import type { RequestView } from '../../requests/view.ts';
import type { Queries } from '../../store/store.ts';
import { cardMessage } from '../blocks/card.ts';
import type { Message } from '../blocks/elements.ts';
import { reminderMessage } from '../blocks/reminder.ts';
import {
  noticeMessage,
  outcomeMessage,
  peopleFileComment,
  peopleMessage,
  resultsFileComment,
  summaryMessage,
  THREAD_PAGE,
  unreachableMessage,
} from '../blocks/thread.ts';
import type { LoadTargets } from './records.ts';
import type { PostContent } from './wanted-posts.ts';

export type Rendered =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'file'; readonly name: string; readonly content: Blob; readonly comment: string };

export interface RenderDeps {
  readonly queries: Queries;
  readonly loadTargets: LoadTargets;
  readonly operation: OperationInfo;
  /** Leads to the card, or null. */
  readonly link: () => Promise<string | null>;
  readonly approvalsChannel: string;
}

/** The name under which a file is found again, or null for what is a message. */
export function fileNameOf(view: RequestView, content: PostContent): string | null {
  if (content.kind === 'people-file') return csvFileName(view, 'people');
  return content.kind === 'results-file' ? csvFileName(view, 'results') : null;
}

/** A post as it should be now, from what is stored. */
export async function render(view: RequestView, content: PostContent, deps: RenderDeps): Promise<Rendered> {
  const { queries, loadTargets, operation } = deps;
  const { id } = view.request;
  const message = (built: Message): Rendered => ({ kind: 'message', message: built });

  const everybody = (): Promise<Blob> =>
    resultsCsv(eachTarget(queries, id, loadTargets), operation, view.request.directory);

  switch (content.kind) {
    case 'card':
      return message(cardMessage(view, operation));
    case 'people': {
      const targets = await loadTargets(queries, id, { kind: 'will-change', offset: 0, limit: THREAD_PAGE });
      return message(peopleMessage(view, operation, targets));
    }
    case 'reminder':
      return message(reminderMessage(view, operation));
    case 'outcomes': {
      const { outcome } = content;
      const targets = await loadTargets(queries, id, { kind: 'will-change', outcome, offset: 0, limit: THREAD_PAGE });
      return message(outcomeMessage(outcome, view.outcomes[outcome], targets, operation));
    }
    case 'summary':
      return message(summaryMessage(view, operation));
    case 'notice':
    case 'cool-down':
      return message(noticeMessage(view, operation, await deps.link()));
    case 'unreachable':
      return message(unreachableMessage(view, operation, deps.approvalsChannel));
    case 'people-file':
      return {
        kind: 'file',
        name: csvFileName(view, 'people'),
        content: await everybody(),
        comment: peopleFileComment(view, operation),
      };
    case 'results-file':
      return {
        kind: 'file',
        name: csvFileName(view, 'results'),
        content: await everybody(),
        comment: resultsFileComment(view, operation),
      };
  }
}
