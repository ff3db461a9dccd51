import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(ROOT, 'docs/iam');

const Policy = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.tuple([
    z.strictObject({
      Sid: z.string().regex(/^[A-Za-z0-9]+$/),
      Effect: z.literal('Allow'),
      Action: z.array(z.string().regex(/^wickr:[A-Za-z]+$/)),
      Resource: z.literal('arn:aws:wickr:REGION:ACCOUNT:network/NETWORK_ID'),
    }),
  ]),
});

const policies = new Map(
  readdirSync(FOLDER).map((file) => {
    const { Statement } = Policy.parse(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')));
    return [file.replace('.json', ''), Statement[0].Action.map((action) => action.replace('wickr:', ''))] as const;
  }),
);
/** In their order, each once. */
const inAll = (but: readonly string[]) =>
  [...new Set([...policies].flatMap(([name, actions]) => (but.includes(name) ? [] : actions)))].toSorted();

/** Every call that the client can make is the name of a method with a small letter. */
const client = readFileSync(join(ROOT, 'src/directories/wickr/client.ts'), 'utf8');
const calls = [...client.matchAll(/^ {2}([a-z]\w+)\(/gm)].map(
  ([, name = '']) => name[0]?.toUpperCase() + name.slice(1),
);

test('the policies allow exactly what the client can call, and nothing by a wildcard', () => {
  expect(calls).toContain('BatchToggleUserSuspendStatus');
  expect(inAll(['all-but-delete'])).toEqual([...new Set(calls)].filter((call) => call !== 'Close').toSorted());
});

test('deleting has a policy of its own, and the one for everything else is the sum of the others', () => {
  expect(policies.get('delete')).toEqual(['BatchDeleteUser']);
  expect(policies.get('all-but-delete')?.toSorted()).toEqual(inAll(['all-but-delete', 'delete']));
});

test('the page tells of each policy, with its actions', () => {
  const page = readFileSync(join(ROOT, 'docs/wickr.md'), 'utf8');

  for (const [name, actions] of policies) {
    const row = page.split('\n').find((line) => line.includes(`(iam/${name}.json)`)) ?? '';
    if (name === 'all-but-delete') expect(row).toContain('everything but `delete`');
    else expect([...row.matchAll(/`([A-Z]\w+)`/g)].map(([, action]) => action)).toEqual(actions);
  }
});
