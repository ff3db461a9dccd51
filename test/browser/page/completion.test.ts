import { describe, expect, test } from 'vitest';
import { type CompletionSource, commandOf, completionAt } from '../../../sandbox/page/src/completion.ts';
import { snapshot } from './fixture-workspace.ts';

const source: CompletionSource = snapshot();
const offered = (text: string) => completionAt(text, text.length, source)?.options.map((option) => option.insert);

describe('completion', () => {
  test('a leading / offers commands, a later one does not', () => {
    expect(offered('/')).toEqual(['/genauth', '/wickr']);
    expect(offered('/wi')).toEqual(['/wickr']);
    expect(offered('see /wi')).toBeUndefined();
  });

  test('@ offers people and groups whose handle or name begins like that, never who has left', () => {
    expect(offered('/wickr suspend @al')).toEqual(['@alan', '@alice']);
    expect(offered('@help')).toEqual(['@helpdesk']);
    expect(offered('@okaf')).toEqual(['@bob']);
    expect(offered('@alumna')).toBeUndefined();
  });

  test('an address in the middle of a word is no mention', () => {
    expect(offered('alice@al')).toBeUndefined();
  });

  test('a whole handle is left alone, so that Enter sends', () => {
    expect(offered('@bob')).toBeUndefined();
    const group = { id: 'S1', handle: 'alan-team', name: 'Team', members: [] };
    const completion = completionAt('@alan', 5, { ...source, userGroups: [group] });
    expect(completion).toMatchObject({ preferred: -1, options: [{ insert: '@alan' }, { insert: '@alan-team' }] });
  });

  test('the command is known once its name is complete', () => {
    expect(commandOf('/wickr', source.commands)).toBeUndefined();
    expect(commandOf('/wickr suspend', source.commands)?.command).toBe('/wickr');
  });
});
