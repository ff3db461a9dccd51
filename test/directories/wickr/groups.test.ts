import { expect, test } from 'vitest';
import { groupNamed, namesOf } from '../../../src/directories/wickr/groups.ts';
import { chooseGroup } from '../../../src/directories/wickr/operations/group-option.ts';

const group = (id: string, name: string, isDefault = false) => ({ id, name, isDefault });
const groups = [group('g1', 'Everyone', true), group('g2', 'Field'), group('g3', 'FIELD'), group('g4', 'g2')];

test.each([
  ['everyone', 'g1'],
  [' Everyone ', 'g1'],
  ['g3', 'g3'],
  ['g2', 'g2'],
])('“%s” is %s', (typed, expected) => {
  expect(groupNamed(typed, groups)).toMatchObject({ kind: 'found', group: { id: expected } });
});

test('a name that two groups have is refused with their ids', () => {
  expect(groupNamed('field', groups)).toEqual({
    kind: 'refused',
    reason: 'There are several security groups “field”. Say which by its id: g2, g3.',
  });
});

test('a part of a name is nobody’s', () => {
  expect(groupNamed('Every', groups).kind).toBe('refused');
});

test('many names are cut short', () => {
  const many = Array.from({ length: 25 }, (_, n) => group(`g${n}`, `Group ${n}`));

  expect(namesOf(many)).toMatch(/Group 19 and 5 more$/);
});

test.each([
  ['no default', [group('g2', 'Field')]],
  ['two defaults', [group('g1', 'A', true), group('g2', 'B', true)]],
  ['no groups', []],
])('a network with %s has none to fall back on', (_what, some) => {
  expect(chooseGroup(undefined, some, { orDefault: true })).toMatchObject({ kind: 'refused' });
});
