import { expect, test } from 'vitest';
import { EMPTY_FORM } from '../../../src/slack/blocks/compose-modal.ts';
import { readEntered } from '../../../src/slack/modals/compose-form.ts';

const select = (value: string | null) => ({ value: { selected_option: value === null ? null : { value } } });
const text = (value: string | null) => ({ value: { value } });

const VALUES = {
  operation: select('invite'),
  directory: select('acme-test'),
  by: select('phone'),
  'group:acme-test': select('Field'),
  'option:invite-code-days': text(' 14 '),
  'option:code-validation': select('no'),
  'option:invite-code': text(null),
  people: { value: { selected_users: ['U0BOB'] } },
  list: text('a@acme.example'),
  attached: { value: { selected_options: [{ value: 'F1' }] } },
  'column:F1': select('3'),
  file: { value: { files: [{ id: 'F2', name: 'people.csv', size: 12, url_private: 'https://elsewhere.example/' }] } },
  reason: text(' New office '),
};

test('everything that was entered is read, and of a file nothing that leads elsewhere', () => {
  expect(readEntered(VALUES)).toEqual({
    form: {
      operation: 'invite',
      directory: 'acme-test',
      by: 'phone',
      group: 'Field',
      options: { 'invite-code-days': '14', 'code-validation': 'no' },
      users: ['U0BOB'],
      list: 'a@acme.example',
      ticked: ['F1'],
      column: 3,
      reason: 'New office',
    },
    newFile: { id: 'F2', name: 'people.csv', size: 12 },
  });
});

test('a directory may be chosen or named', () => {
  const { directory: _, ...others } = VALUES;

  expect(readEntered({ ...others, directory: text(' Acme-Test ') })?.form).toMatchObject({
    directory: 'acme-test',
    group: 'Field',
  });
});

test('a group of another directory is none, and one that was asked for and left out is empty', () => {
  const group = (values: object) => readEntered({ ...VALUES, ...values })?.form.group;

  expect(group({ directory: select('acme-prod') })).toBeNull();
  expect(group({ 'group:acme-test': select(null) })).toBe('');
  const { 'group:acme-test': _, ...typed } = VALUES;
  expect(readEntered({ ...typed, 'group-name:acme-test': text(' Field ') })?.form.group).toBe('Field');
});

test('what the form does not have holds nothing', () => {
  expect(readEntered({})).toEqual({ form: EMPTY_FORM, newFile: null });
  expect(readEntered({ people: { value: { selected_users: null } }, list: text(null), file: { value: {} } })).toEqual({
    form: EMPTY_FORM,
    newFile: null,
  });
  expect(readEntered('no state')).toBeNull();
});
