import { expect, test } from 'vitest';
import { parseJson } from '../../src/runtime/parse-json.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';

test('somebody whose name holds half a character can be previewed and suspended like anybody else', async () => {
  const answer = parseJson('{"label":"Eve \\ud83d","nested":["\\uDE00"]}') as { readonly label: string };
  const domain = await buildDomain({ accounts: [account('1', { label: answer.label })] });

  const id = await domain.submitted(byId('1'));

  expect(answer).toEqual({ label: 'Eve \ufffd', nested: ['\ufffd'] });
  expect(await domain.state(id)).toBe('pending');
});

test('a sentence that was cut in the middle of a character is told all the same', async () => {
  const domain = await buildDomain({ accounts: [account('1')] });
  const id = await domain.submitted(byId('1'));

  const rejected = await domain.useCases.reject(id, actor(domain.cast.bob), 'No \ud83d');

  expect(rejected.kind).toBe('done');
});
