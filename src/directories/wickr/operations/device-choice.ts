import { capped } from '../../http/capped.ts';
import type { Choices, Prepared, ResolvedChoices } from '../../operation.ts';
import type { Device } from '../schema.ts';
import { pinDevices } from './device-list.ts';

/** The option's name, as typed. */
export const DEVICES_OPTION = 'devices';
/** Where what was chosen is pinned, as a JSON array. */
const CHOICE = 'devices';

const SEPARATORS = /[\s,;，；、]+/;
/** More words than a person types, and still a short sentence. */
const MOST_WORDS = 50;

/** What was typed for `--devices`: types as the API shows them, in any case, or app ids. Nothing means all devices. Pure. */
export function chooseDevices(typed: string | undefined): ResolvedChoices {
  if (typed === undefined) return { kind: 'chosen', choices: {}, words: null };
  const words = [...new Set(typed.split(SEPARATORS).filter((word) => word !== ''))].sort();
  if (words.length === 0) {
    return { kind: 'refused', reason: 'Say which devices with --devices: types such as desktop, or app ids.' };
  }
  if (words.length > MOST_WORDS) {
    return { kind: 'refused', reason: `--devices takes at most ${MOST_WORDS} types and app ids.` };
  }
  return { kind: 'chosen', choices: { [CHOICE]: JSON.stringify(words) }, words: `Devices: ${words.join(', ')}` };
}

const wordsOf = (choices: Choices): readonly string[] | null => {
  const text = choices[CHOICE];
  return text === undefined ? null : (JSON.parse(text) as readonly string[]);
};

/** App ids are opaque, so only one that is exactly the same is meant. */
function isChosen({ appId, type }: Device, words: readonly string[]): boolean {
  return words.some((word) => word === appId || (type !== null && word.toLowerCase() === type.trim().toLowerCase()));
}

/** Which of a person's devices are to be reset. Pure. */
export function chosenDevices(devices: readonly Device[], choices: Choices): Prepared {
  if (devices.length === 0) return { kind: 'already-so', reason: 'This account has no devices.' };
  const words = wordsOf(choices);
  const chosen = words === null ? devices : devices.filter((device) => isChosen(device, words));
  if (chosen.length === 0) {
    return { kind: 'already-so', reason: capped(`None of the chosen devices: this account has ${typesOf(devices)}.`) };
  }
  const appIds = chosen.flatMap(({ appId }) => appId ?? []);
  return appIds.length === chosen.length
    ? { kind: 'prepared', details: pinDevices(appIds, capped(typesOf(chosen))) }
    : { kind: 'invalid', reason: 'Wickr does not say the id of one of the devices, so not all could be reset.' };
}

/** In the order of the alphabet, so that people with the same devices are told of in one line. */
function typesOf(devices: readonly Device[]): string {
  return [...new Set(devices.map(({ type }) => type ?? 'a device without a type'))].sort().join(', ');
}
