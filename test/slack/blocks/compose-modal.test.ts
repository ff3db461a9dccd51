import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GroupName } from '../../../src/directories/directory.ts';
import type { PermittedOperation } from '../../../src/requests/use-cases.ts';
import {
  type Carried,
  COMPOSE,
  type Compose,
  type ComposeForm,
  chosenScope,
  columnBlock,
  composeModal,
  EMPTY_FORM,
  groupBlock,
  groupNameBlock,
  takesGroup,
} from '../../../src/slack/blocks/compose-modal.ts';
import { optionBlock } from '../../../src/slack/blocks/option-inputs.ts';
import { carriedMetadata, readCarried, shortened } from '../../../src/slack/modals/compose-metadata.ts';
import { checkModal } from '../support/block-check.ts';

const may = (directory: string, operation: string, more: Partial<PermittedOperation> = {}): PermittedOperation => ({
  directory,
  isDefault: false,
  operation,
  effect: `What ${operation} does.`,
  reversible: true,
  options: [],
  forNewcomers: false,
  ...more,
});

const PERMITTED = [
  may('acme-prod', 'suspend', { isDefault: true }),
  may('acme-prod', 'invite', { isDefault: true, options: ['group'], forNewcomers: true }),
  may('acme-test', 'invite', { options: ['group'], forNewcomers: true }),
];

interface Parts {
  readonly form?: Partial<ComposeForm>;
  readonly carried?: Partial<Carried>;
  readonly types?: Compose['types'];
  readonly groups?: readonly (string | GroupName)[] | null;
  readonly permitted?: readonly PermittedOperation[];
  readonly notice?: { readonly text: string; readonly at: string | null };
}

const named = (group: string | GroupName): GroupName =>
  typeof group === 'string' ? { name: group, isDefault: false } : group;

function view({ form, carried, groups = null, notice, permitted = PERMITTED, types = [] }: Parts = {}) {
  const all = { kind: 'wickr', files: [], columns: [], ...carried };
  return composeModal({
    carried: all,
    metadata: carriedMetadata(all),
    permitted,
    types,
    form: { ...EMPTY_FORM, ...form },
    groups: groups?.map(named) ?? null,
    ...(notice ? { notice } : {}),
  });
}

const ids = ({ blocks }: ReturnType<typeof view>) => blocks.map(({ block_id }) => block_id);
const block = (shown: ReturnType<typeof view>, id: string) => shown.blocks.find(({ block_id }) => block_id === id);

describe('the form', () => {
  test('offers what is permitted, with the usual directory and the given operation chosen', () => {
    const shown = view({ form: { operation: 'invite' } });

    checkModal(shown);
    expect(block(shown, COMPOSE.operation)).toMatchObject({
      dispatch_action: true,
      element: { options: [{ value: 'suspend' }, { value: 'invite' }], initial_option: { value: 'invite' } },
    });
    expect(block(shown, COMPOSE.directory)).toMatchObject({
      dispatch_action: true,
      element: {
        options: [{ value: 'acme-prod' }, { value: 'acme-test' }],
        initial_option: { value: 'acme-prod' },
      },
    });
    expect(JSON.stringify(shown.blocks)).toContain('What invite does.');
  });

  test('takes one file and says where the text ends', () => {
    const shown = view();

    expect(block(shown, COMPOSE.file)).toMatchObject({
      element: { type: 'file_input', filetypes: ['csv', 'tsv', 'txt'], max_files: 1 },
    });
    expect(JSON.stringify(block(shown, COMPOSE.list))).toMatch(/3,000 characters: for more, attach a file/);
  });

  test('lets a group be chosen by name, or typed where there are too many, too long or none known', () => {
    const form = { operation: 'invite', directory: 'acme-test', group: 'Field' };
    const few = view({ form, groups: ['Default', 'Field'] });
    const many = view({ form, groups: Array.from({ length: 101 }, (_, index) => `Group ${index}`) });
    const long = view({ form, groups: ['x'.repeat(151)] });
    const unknown = view({ form, groups: [] });

    expect(block(few, groupBlock('acme-test'))).toMatchObject({ element: { initial_option: { value: 'Field' } } });
    for (const shown of [many, long, unknown]) {
      checkModal(shown);
      expect(block(shown, groupNameBlock('acme-test'))).toMatchObject({ element: { initial_value: 'Field' } });
    }
    expect(ids(view({ form })).join()).not.toContain('group');
  });

  test('has the default group chosen for newcomers until another is, and none for those who leave a group', () => {
    const groups = [
      { name: 'Field', isDefault: false },
      { name: 'Everyone', isDefault: true },
    ];
    const permitted = [...PERMITTED, may('acme-prod', 'move', { options: ['group'] })];
    const group = (form: Partial<ComposeForm>) =>
      block(view({ permitted, groups, form: { directory: 'acme-prod', ...form } }), groupBlock('acme-prod'));

    expect(group({ operation: 'invite' })).toMatchObject({
      optional: true,
      element: { initial_option: { value: 'Everyone', text: { text: 'Everyone (default)' } } },
    });
    expect(group({ operation: 'invite', group: 'Field' })).toMatchObject({
      element: { initial_option: { value: 'Field' } },
    });
    expect(group({ operation: 'invite', group: '' })).not.toHaveProperty('element.initial_option');
    expect(group({ operation: 'move' })).toMatchObject({ optional: false });
    expect(group({ operation: 'move' })).not.toHaveProperty('element.initial_option');
  });

  test('asks for everything the operation takes, and writes no secret back', () => {
    const options = ['group', 'invite-code', 'invite-code-days', 'code-validation', 'something-new'];
    const permitted = [may('acme-prod', 'invite', { options, forNewcomers: true })];
    const entered = { 'invite-code': 's3same', 'invite-code-days': '14', 'code-validation': 'yes' };
    const shown = view({ permitted, groups: ['Field'], form: { operation: 'invite', options: entered } });

    checkModal(shown);
    expect(block(shown, optionBlock('invite-code-days'))).toMatchObject({ element: { initial_value: '14' } });
    expect(block(shown, optionBlock('code-validation'))).toMatchObject({
      element: { options: [{ value: 'yes' }, { value: 'no' }], initial_option: { value: 'yes' } },
    });
    expect(block(shown, optionBlock('something-new'))).toMatchObject({ label: { text: '--something-new' } });
    expect(block(shown, optionBlock('invite-code'))).toMatchObject({ optional: true });
    expect(JSON.stringify(shown)).not.toContain('s3same');
    expect(ids(view({ permitted: PERMITTED, groups: ['Field'], form: { operation: 'invite' } })).join()).not.toContain(
      'option:',
    );
  });

  test('offers only directories where the chosen operation may be asked for, and takes a name where they are too many', () => {
    const permitted = [...PERMITTED, may('acme-lab', 'move')];
    const where = (form: Partial<ComposeForm>, all = permitted) =>
      block(view({ permitted: all, form }), COMPOSE.directory);
    const many = Array.from({ length: 101 }, (_, index) => may(`net-${index}`, 'suspend'));

    expect(where({ operation: 'move' })).toMatchObject({
      element: { options: [{ value: 'acme-lab' }], initial_option: { value: 'acme-lab' } },
    });
    expect(where({ operation: 'move', directory: 'acme-prod' })).not.toHaveProperty('element.initial_option');
    expect(where({})).toMatchObject({
      element: { options: [{ value: 'acme-prod' }, { value: 'acme-test' }, { value: 'acme-lab' }] },
    });
    expect(where({ directory: 'net-7' }, many)).toMatchObject({
      element: { type: 'plain_text_input', initial_value: 'net-7' },
    });
  });

  test('shows the files it came with, ticked where they are used, and asks for a column where that is open', () => {
    const files = [
      { id: 'F1', name: 'people.csv' },
      { id: 'F2', name: 'more.csv' },
    ];
    const columns = [{ index: 2, title: 'mail' }];
    const shown = view({ carried: { files, columns }, form: { ticked: ['F2'] } });

    checkModal(shown);
    expect(block(shown, COMPOSE.attached)).toMatchObject({
      element: { options: [{ value: 'F1' }, { value: 'F2' }], initial_options: [{ value: 'F2' }] },
    });
    expect(block(shown, columnBlock('F2'))).toMatchObject({
      optional: false,
      element: { options: [{ value: '2', text: { text: 'mail' } }] },
    });
  });

  test('says what was wrong where it was wrong', () => {
    const atFile = ids(view({ notice: { text: 'Not a table <!here>', at: COMPOSE.file } }));
    const first = view({ notice: { text: 'You may not.', at: null } });

    expect(atFile[atFile.indexOf(COMPOSE.file) - 1]).toBeUndefined();
    expect(first.blocks[0]).toMatchObject({ type: 'section', text: { text: '*You may not.*' } });
  });

  test('names a group that has nothing but a space for its name', () => {
    checkModal(view({ form: { operation: 'invite' }, groups: ['\u00a0', 'Pilots'] }));
  });

  test('is one that Slack takes, whatever the names in it', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 });
    const parts = fc.record({ name, text: name, groups: fc.uniqueArray(name, { maxLength: 5 }) });
    fc.assert(
      fc.property(parts, ({ name: any, text, groups }) => {
        const carried = shortened({
          kind: 'wickr',
          files: Array.from({ length: 9 }, (_, index) => ({ id: `F${index}`, name: any })),
          columns: Array.from({ length: 30 }, (_, index) => ({ index, title: any })),
        });
        const shown = view({
          carried,
          groups,
          form: { operation: 'invite', ticked: ['F0'] },
          notice: { text, at: COMPOSE.file },
        });
        checkModal(shown);
        expect(readCarried(shown.private_metadata ?? '')).toEqual(carried);
      }),
    );
  });
});

test('a group is asked for where the operation takes one in that directory', () => {
  const asks = (operation: string, directory: string) => takesGroup(PERMITTED, { ...EMPTY_FORM, operation, directory });

  expect([asks('invite', 'acme-test'), asks('invite', ''), asks('suspend', 'acme-prod'), asks('', '')]).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(chosenScope(PERMITTED, { operation: 'suspend', directory: 'acme-test' }).permitted).toBeNull();
});

test('what no form of ours carries is not read', () => {
  for (const metadata of ['', 'wickr', '{}', '[]', '{"kind":"wickr","files":[{"id":""}],"columns":[]}']) {
    expect(readCarried(metadata)).toBeNull();
  }
});
