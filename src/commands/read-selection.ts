import type { Selection } from '../directories/directory.ts';
import { readDays } from './option-days.ts';
import { type RefusedCommand, refused } from './refused.ts';
import type { GivenOptions } from './split-options.ts';

export interface ReadSelection {
  readonly kind: 'selection';
  /** Null when no option selects anybody. */
  readonly selection: Selection | null;
  /** What else was given for the operation. */
  readonly options: Readonly<Record<string, string>>;
}

/** `operationOptions`: names of options that the operation takes itself, so that they select nobody. */
export function readSelection(
  given: GivenOptions,
  operationOptions: readonly string[],
): ReadSelection | RefusedCommand {
  const inactive = given.get('inactive');
  const inactiveForMs = inactive === undefined ? null : readDays(inactive.text);
  if (inactive !== undefined && inactiveForMs === null) {
    return refused('--inactive needs days or weeks, such as --inactive 90d or --inactive 12w.');
  }
  const group = given.get('group')?.text ?? null;
  const selection: Selection = {
    group: operationOptions.includes('group') ? null : group,
    pending: given.has('pending'),
    expired: given.has('expired'),
    suspended: given.has('suspended'),
    inactiveForMs,
  };
  const options = operationOptions.flatMap((name) => {
    const value = given.get(name)?.text;
    return value === undefined ? [] : [[name, value] as const];
  });
  const selects = Object.values(selection).some((rule) => rule !== null && rule !== false);
  return { kind: 'selection', selection: selects ? selection : null, options: Object.fromEntries(options) };
}
