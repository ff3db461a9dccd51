import type { Choices, ResolvedChoices } from '../../operation.ts';

const SEPARATORS = /[\s,;，；、]+/;
/** As in every example of the vendor's. */
const APP_ID = /^[0-9a-f]{24}$/;

/** The option of `kick`, as typed, and where the choice is pinned as a JSON array. */
export const APPS_OPTION = 'apps';
/** The option of `invite`, as typed, and where the choice is pinned. */
export const APP_OPTION = 'app';

/** More than a person types. */
const MOST_APPS = 50;

/** What was typed for `--apps`; nothing means all. Pure. */
export function chooseApps(typed: string | undefined): ResolvedChoices {
  if (typed === undefined) return { kind: 'chosen', choices: {}, words: null };
  const ids = [
    ...new Set(
      typed
        .toLowerCase()
        .split(SEPARATORS)
        .filter((word) => word !== ''),
    ),
  ].sort();
  const wrong = ids.find((id) => !APP_ID.test(id));
  if (ids.length === 0 || wrong !== undefined) {
    const reason = `--apps takes ids of applications, each of 24 digits and letters a to f${wrong === undefined ? '' : `: “${wrong}” is none`}.`;
    return { kind: 'refused', reason };
  }
  if (ids.length > MOST_APPS) return { kind: 'refused', reason: `--apps takes at most ${MOST_APPS} applications.` };
  return { kind: 'chosen', choices: { [APPS_OPTION]: JSON.stringify(ids) }, words: `Applications: ${ids.join(', ')}` };
}

/** Null: all. */
export function chosenApps(choices: Choices): readonly string[] | null {
  const text = choices[APPS_OPTION];
  return text === undefined ? null : (JSON.parse(text) as readonly string[]);
}

/** What was typed for `--app`, else the configured one, else the pool's own panel. Pure. */
export function chooseLogInPage(typed: string | undefined, configured: string | null): ResolvedChoices {
  const id = typed?.trim().toLowerCase() ?? configured?.toLowerCase() ?? null;
  if (id === null) return { kind: 'chosen', choices: {}, words: null };
  if (!APP_ID.test(id)) {
    return { kind: 'refused', reason: '--app takes the id of an application: 24 digits and letters a to f.' };
  }
  return { kind: 'chosen', choices: { [APP_OPTION]: id }, words: `The mail links to application ${id}` };
}

export const logInPage = (choices: Choices): string | null => choices[APP_OPTION] ?? null;
