import type { RequestId } from '../../ids.ts';
import type { Acted, Actor, UseCases } from '../../requests/use-cases.ts';
import type { Desk } from '../desk.ts';
import { actedAnswer } from './acted.ts';
import { answerClick, type Click } from './action.ts';

/** Buttons that do one thing to a request and say how it went. */
const STEERING = {
  approve: { act: (useCases) => useCases.approve, done: 'Your approval counts.' },
  withdraw: { act: (useCases) => useCases.withdraw, done: '' },
  stop: { act: (useCases) => useCases.stop, done: '' },
  resume: { act: (useCases) => useCases.resume, done: 'Resumed.' },
  quiet: { act: (useCases) => useCases.quiet, done: 'Nobody is reminded of this request any more.' },
  cancel: { act: (useCases) => useCases.cancelDraft, done: '' },
} as const satisfies Record<
  string,
  { readonly act: (useCases: UseCases) => (id: RequestId, actor: Actor) => Promise<Acted>; readonly done: string }
>;

export function steer(what: keyof typeof STEERING): (desk: Desk, click: Click) => Promise<void> {
  const { act, done } = STEERING[what];
  return async (desk, click) => {
    const acted = await act(desk.useCases)(click.button.id, click.actor);
    await answerClick(desk, click, actedAnswer(desk, acted, done));
  };
}
