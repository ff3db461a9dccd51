import type { App } from '@slack/bolt';
import { ACTIONS, VIEWS } from './action-ids.ts';
import { clickListener } from './actions/action.ts';
import { turnPage } from './actions/page.ts';
import { askWhyNot } from './actions/reject.ts';
import { retryFailed } from './actions/retry-failed.ts';
import { steer } from './actions/steer.ts';
import { submit } from './actions/submit.ts';
import { COMPOSE } from './blocks/compose-modal.ts';
import { commandOf } from './command-kind.ts';
import { commandListener } from './commands/command.ts';
import { HOUSE_COMMAND, houseListener } from './commands/house.ts';
import type { Desk } from './desk.ts';
import { composeSubmission } from './modals/compose.ts';
import { composeChoice } from './modals/compose-choice.ts';
import { previewSubmission } from './modals/preview.ts';
import { reasonSubmission, rejectSubmission } from './modals/reasons.ts';
import { USE_FILE, USE_FILE_IN, useFileIn, useFileShortcut } from './shortcuts/use-file.ts';

/** Everything a person can type, click or submit. Ids are exact strings: no payload reaches two listeners. */
export function listen(app: App, desk: Desk): void {
  app.command(HOUSE_COMMAND, houseListener(desk));
  for (const kind of desk.kinds) app.command(commandOf(kind), commandListener(desk, kind));

  const turning = clickListener(desk, 'page', turnPage, { fleeting: true });
  app.action(ACTIONS.submit, clickListener(desk, 'submit', submit));
  app.action(ACTIONS.cancel, clickListener(desk, 'cancel', steer('cancel')));
  app.action(ACTIONS.previousPage, turning);
  app.action(ACTIONS.nextPage, turning);
  app.action(ACTIONS.approve, clickListener(desk, 'approve', steer('approve')));
  app.action(ACTIONS.reject, clickListener(desk, 'reject', askWhyNot, { fleeting: true }));
  app.action(ACTIONS.withdraw, clickListener(desk, 'withdraw', steer('withdraw')));
  app.action(ACTIONS.stop, clickListener(desk, 'stop', steer('stop')));
  app.action(ACTIONS.resume, clickListener(desk, 'resume', steer('resume')));
  app.action(ACTIONS.quiet, clickListener(desk, 'quiet', steer('quiet')));
  app.action(ACTIONS.retryFailed, clickListener(desk, 'retry failed', retryFailed));

  for (const block_id of [COMPOSE.operation, COMPOSE.directory]) {
    app.action({ type: 'block_actions', block_id, action_id: COMPOSE.value }, composeChoice(desk));
  }
  app.shortcut({ type: 'message_action', callback_id: USE_FILE }, useFileShortcut(desk));
  app.action(USE_FILE_IN, useFileIn(desk));

  app.view(VIEWS.compose, composeSubmission(desk));
  app.view(VIEWS.preview, previewSubmission(desk));
  app.view(VIEWS.reason, reasonSubmission(desk));
  app.view(VIEWS.reject, rejectSubmission(desk));
}
