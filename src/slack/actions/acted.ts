import { headline } from '../../report/headline.ts';
import { stateSentence } from '../../report/state-sentence.ts';
import type { Acted } from '../../requests/use-cases.ts';
import type { RequestView } from '../../requests/view.ts';
import { refusal, refusalText, sentence } from '../answers.ts';
import type { Message } from '../blocks/elements.ts';
import { slackPen } from '../blocks/text.ts';
import { type Desk, operationOf } from '../desk.ts';

/** "Suspend 12 people in acme-prod: Waiting for approval: 1 of 2 given. …" */
export function nowText(desk: Pick<Desk, 'describe'>, view: RequestView): string {
  const operation = operationOf(desk, view);
  return `${headline(view, operation, slackPen)}: ${stateSentence(view, operation, slackPen)}`;
}

/** What a click did, or why it did nothing. `done`: what the new state does not tell of the first case, or nothing. */
export function actedAnswer(desk: Pick<Desk, 'describe'>, acted: Acted, done: string): Message {
  switch (acted.kind) {
    case 'done':
      return sentence(`${done} ${nowText(desk, acted.view)}`.trimStart());
    case 'too-late':
      return sentence(`${refusalText(acted.reason)} ${nowText(desk, acted.view)}`);
    case 'refused':
      return refusal(acted.reason);
  }
}
