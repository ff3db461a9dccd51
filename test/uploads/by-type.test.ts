import { expect, test } from 'vitest';
import { IDENTIFIER_TYPES, isUserId } from '../../src/directories/genauth/identifiers.ts';
import { readPeopleFile } from '../../src/uploads/read-people-file.ts';
import { bytesOf } from './support.ts';

/** Files whose people are named by a type that was chosen, whatever their cells look like. */

const by = (name: string) => IDENTIFIER_TYPES.find((type) => type.name === name) ?? null;
const read = (file: string, type: string) =>
  readPeopleFile({ bytes: bytesOf(file), column: null, isAccountId: isUserId, by: by(type) });

async function namesIn(file: string, type: string): Promise<readonly unknown[]> {
  const answer = await read(file, type);
  if (answer.kind !== 'read') throw new Error(`Not read: ${answer.reason}`);
  return answer.people.map(({ identifier }) => (identifier.kind === 'named' ? identifier.lookup.value : identifier));
}

test('the column is the one that is called so, although another would fit as well', async () => {
  const file = 'Name,Username,Mobile\nAda,ada,13800138000\nBo,bo,555-0100\n';

  expect(await namesIn(file, 'phone')).toEqual(['13800138000', '5550100']);
  expect(await namesIn(file, 'username')).toEqual(['ada', 'bo']);
});

test('a title that nobody knows is asked for where any text would do', async () => {
  expect(await read('Who,Where\nada,Berlin\nbo,Paris\n', 'username')).toMatchObject({ kind: 'which-column' });
});

test('a single column without a title holds the people', async () => {
  expect(await namesIn('lark:ou_1\nlark:ou_2\n', 'sync_relation')).toEqual(['lark:ou_1', 'lark:ou_2']);
});

test('what fits no name of the type is rejected with its reason, and somebody twice is one person', async () => {
  const answer = await read('phone\n13800138000\n+8613800138000\n1.38E+10\n13800138000\n', 'phone');

  expect(answer).toMatchObject({ kind: 'read', accepted: 2, repeated: 1, rejectedCount: 2 });
  const reasons = answer.kind === 'read' ? answer.rejected.map(({ reason }) => reason) : [];
  expect(reasons[0]).toContain('without their country code');
  expect(reasons[1]).toContain('rounded');
});

test('by e-mail, an account id is no name', async () => {
  const answer = await read('email\nada@example.com\n64aaaaaaaaaaaaaaaaaaaaaa\n', 'email');

  expect(answer).toMatchObject({ kind: 'read', accepted: 1, rejectedCount: 1 });
});

test('a file of ours names accounts by their ids, whatever was chosen', async () => {
  const header = 'typed,name,email,account id,directory';
  const row = 'ada,Ada,ada@example.com,64aaaaaaaaaaaaaaaaaaaaaa,acme-pool';
  const answer = await read(`${header}\n${row}\n`, 'phone');

  if (answer.kind === 'read' && answer.exportOf.length > 0) {
    expect(answer.people.map(({ identifier }) => identifier)).toMatchObject([
      { kind: 'account-id', id: '64aaaaaaaaaaaaaaaaaaaaaa' },
    ]);
  } else throw new Error('Not taken for a file of ours');
});
