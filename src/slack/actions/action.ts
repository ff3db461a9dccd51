import { z } from 'zod';
import { type Place, sentence } from '../answers.ts';
import type { Message } from '../blocks/elements.ts';
import { noticeModal } from '../blocks/notice-modal.ts';
import { ButtonValue } from '../button-value.ts';
import type { Desk } from '../desk.ts';
import { ActionPayload } from '../payloads.ts';
import { type Delivered, safely } from '../safely.ts';

/** A click on one of our buttons, read and found to be well-formed. */
export type Click = ActionPayload & { readonly button: ButtonValue };

const ClickPayload = ActionPayload.transform((payload, context): Click => {
  const button = ButtonValue.safeParse(payload.value);
  if (button.success) return { ...payload, button: button.data };
  context.addIssue({ code: 'custom', path: ['actions', 'value'], message: 'Not a value of ours' });
  return z.NEVER;
});

export function placeOf({ actor, channel, responseUrl }: ActionPayload): Place {
  return { user: actor.id, channel, responseUrl };
}

/** Answers a click: instead of the message when only this person sees it, else privately, and in a modal in the modal. */
export async function answerClick({ answers }: Desk, click: ActionPayload, message: Message): Promise<void> {
  if (click.viewId !== null) return answers.show(click.viewId, noticeModal('Muster', message.text));
  return click.ephemeral ? answers.inPlace(placeOf(click), message) : answers.privately(placeOf(click), message);
}

/** The listener of one button: done once. `fleeting`: it only shows something. */
export function clickListener(
  desk: Desk,
  name: string,
  work: (desk: Desk, click: Click) => Promise<void>,
  { fleeting = false }: { readonly fleeting?: boolean } = {},
): (delivered: Delivered) => Promise<void> {
  return safely(desk.safely, {
    name: `action ${name}`,
    payload: ClickPayload,
    key: ({ triggerId }) => `trigger:${triggerId}`,
    fleeting: () => fleeting,
    work: (click) => work(desk, click),
    failed: (click, text) => desk.answers.privately(placeOf(click), sentence(text)),
  });
}
