import { z } from 'zod';
import { viewOf } from '../../person/payloads.ts';
import { withBlockIds } from '../../person/view-state.ts';
import type { OpenView } from '../../records.ts';
import type { Redeemed, Workspace } from '../../workspace.ts';
import { type Answer, good, type Refusal, type Result, refuse } from '../answer.ts';
import { json, record, text } from '../arguments.ts';
import { type Context, method } from '../method.ts';

type View = Record<string, unknown>;

const view = json(record);

const open = method({
  name: 'views.open',
  changes: true,
  args: z.object({ trigger_id: text, view }),
  answer: (args, context) => {
    const checked = check(context, args.view, 'modal');
    if (!checked.ok) return checked;
    const trigger = context.workspace.redeemTrigger(args.trigger_id);
    return trigger.ok ? shown(context.workspace.openView(trigger.value.user, checked.value, false)) : trigger;
  },
});

/** Needs a trigger from inside a modal that still stands open. */
const push = method({
  name: 'views.push',
  changes: true,
  args: z.object({ trigger_id: text, view }),
  answer: (args, context) => {
    const { workspace } = context;
    const checked = check(context, args.view, 'modal');
    if (!checked.ok) return checked;
    const trigger = workspace.redeemTrigger(args.trigger_id);
    if (!trigger.ok) return trigger;
    const { user, viewId } = trigger.value;
    if (viewId === null || !workspace.stack(user).some(({ id }) => id === viewId)) return refuse('not_found');
    return shown(workspace.openView(user, checked.value, true));
  },
});

const update = method({
  name: 'views.update',
  changes: true,
  args: z.object({ view_id: text.optional(), external_id: text.optional(), view, hash: text.optional() }),
  answer: (args, context) => {
    const { workspace } = context;
    const id = args.view_id ?? args.external_id;
    if (id === undefined) return refuse('invalid_arguments', ['[ERROR] either view_id or external_id is required']);
    const checked = check(context, args.view, 'modal');
    if (!checked.ok) return checked;
    return (
      externalIdProblem(workspace, id, checked.value) ??
      shown(workspace.updateView(id, checked.value, args.hash ?? null))
    );
  },
});

/** The manifest switches no Home tab on. */
const publish = method({
  name: 'views.publish',
  changes: true,
  args: z.object({ user_id: text, view, hash: text.optional() }),
  answer: (args, context) => {
    const checked = check(context, args.view, 'home');
    return checked.ok ? refuse('not_enabled') : checked;
  },
});

export const viewMethods = [open, push, update, publish];

function check({ workspace, validate }: Context, sent: View, type: 'modal' | 'home'): Result<View> {
  if (sent['type'] !== type) {
    return refuse('invalid_arguments', [`[ERROR] must be of type ${type} [json-pointer:/view/type]`]);
  }
  const { error, messages } = validate.slackErrors(validate.view(sent));
  if (error !== null) return refuse(error, messages);
  return good(withBlockIds(sent, () => workspace.newId('b')));
}

function externalIdProblem(workspace: Workspace, id: string, { external_id }: View): Refusal | null {
  if (typeof external_id !== 'string' || external_id === '') return null;
  const holder = workspace.view(external_id);
  return holder && holder.id !== workspace.view(id)?.id ? refuse('duplicate_external_id') : null;
}

/** Nobody has entered anything that the app may see yet: Slack tells of that only in interactions. */
const shown = (opened: Redeemed<OpenView>): Answer =>
  opened.ok ? { ok: true, view: viewOf(opened.value, {}) } : opened;
