import { sentence } from '../answers.ts';
import type { Desk } from '../desk.ts';
import { SubmissionPayload } from '../payloads.ts';
import { type Delivered, safely } from '../safely.ts';
import { readEntered } from './compose-form.ts';
import { readCarried } from './compose-metadata.ts';
import { composeView } from './compose-view.ts';

/**
 * Another operation or directory was chosen: the form shows what belongs to it. What was entered stays, because block
 * and action ids do. A form that was submitted or changed meanwhile is let be: the submission asks for what it lacks.
 */
export function composeChoice(desk: Desk): (delivered: Delivered) => Promise<void> {
  return safely(desk.safely, {
    name: 'compose choice',
    payload: SubmissionPayload,
    key: ({ triggerId }) => `trigger:${triggerId}`,
    fleeting: () => true,
    work: async ({ actor, viewId, hash, metadata, values }) => {
      const carried = readCarried(metadata);
      const kind = desk.kinds.find((one) => one.kind === carried?.kind);
      const entered = readEntered(values);
      if (!carried || !kind || !entered) return;
      const view = await composeView(desk, kind, actor, { carried, form: entered.form });
      await desk.answers.show(viewId, view, hash);
    },
    failed: ({ actor }, text) =>
      desk.answers.privately({ user: actor.id, channel: null, responseUrl: null }, sentence(text)),
  });
}
