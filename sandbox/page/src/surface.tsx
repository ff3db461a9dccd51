/** What blocks need of the message or modal they stand in. */

import { createContext } from 'preact';
import { useContext, useState } from 'preact/hooks';
import type { PageRequests, PageState } from '../protocol.ts';
import { usePage } from './context.ts';
import { type ElementState, elementState, stateOf, stateValue, stateWith } from './element-state.ts';
import type { Json } from './json.ts';

export interface Surface {
  readonly container: PageRequests['action']['container'];
  readonly blocks: readonly Json[];
  /** What people changed so far; untouched elements are absent. They survive new blocks with the same ids, as in Slack. */
  readonly values: PageState;
  readonly setValue: (blockId: string, actionId: string, state: ElementState) => void;
  /** Block id → what is wrong with it. */
  readonly errors: Readonly<Record<string, string>>;
}

const nowhere: Surface = { container: { viewId: '' }, blocks: [], values: {}, setValue: () => {}, errors: {} };

export const SurfaceContext = createContext(nowhere);

export function useSurface(given: Pick<Surface, 'container' | 'blocks' | 'errors'>): Surface {
  const [values, setValues] = useState<PageState>({});
  const setValue: Surface['setValue'] = (blockId, actionId, state) =>
    setValues((before) => ({ ...before, [blockId]: { ...before[blockId], [actionId]: state } }));
  return { ...given, values, setValue };
}

export interface ElementProps {
  readonly element: Json;
  readonly blockId: string;
  readonly actionId: string;
  /** Its accessible name, where no label stands beside it. */
  readonly name?: string;
  /** Set in input blocks, whose label, hint and error stand around the element. */
  readonly field?: {
    readonly id: string;
    readonly describedBy: string;
    readonly invalid: boolean;
    readonly required: boolean;
  };
  /** Whether the bot hears of every change, not only of the submitted form. */
  readonly dispatches: boolean;
}

/** The value of one element and the two things that can happen to it: a new value, and an action that the bot hears of. */
export function useElement({ element, blockId, actionId, dispatches }: ElementProps) {
  const page = usePage();
  const [pending, setPending] = useState(0);
  const surface = useContext(SurfaceContext);
  const value = stateValue(surface.values[blockId]?.[actionId] ?? elementState(element) ?? {});

  /** Resolves when the server has answered; false when the person did not confirm. */
  const act = async (action: Json, next?: ElementState): Promise<boolean> => {
    const confirm = element['confirm'];
    if (typeof confirm === 'object' && confirm !== null && !(await page.confirm({ ...confirm }))) return false;
    if (next) surface.setValue(blockId, actionId, next);
    const state = stateOf(surface.blocks, surface.values);
    setPending((count) => count + 1);
    const answer = await page.server.post('action', {
      container: surface.container,
      action: { ...action, type: element['type'], action_id: actionId, block_id: blockId },
      state: next ? { ...state, [blockId]: { ...state[blockId], [actionId]: next } } : state,
    });
    setPending((count) => count - 1);
    if (!answer.ok) page.complain(answer.error);
    return true;
  };

  const set = async (nextValue: unknown, tells = dispatches): Promise<boolean> => {
    const next = stateWith(element, nextValue);
    if (tells) return act(next, next);
    surface.setValue(blockId, actionId, next);
    return true;
  };
  return { value, set, act, isPending: pending > 0 };
}

/** The attributes that tie a native control to the words around it. */
export function controlAttributes({ name, field }: ElementProps) {
  if (!field) return { 'aria-label': name };
  return {
    id: `${field.id}-control`,
    'aria-labelledby': `${field.id}-label`,
    'aria-describedby': field.describedBy || undefined,
    'aria-invalid': field.invalid || undefined,
    'aria-required': field.required || undefined,
  };
}
