import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountId } from '../../src/ids.ts';
import { peopleCsv, peopleFileName } from '../../src/report/people-csv.ts';
import { identifiersOf, readPeopleFile } from '../../src/uploads/read-people-file.ts';
import { readTable } from '../../src/uploads/read-table.ts';
import { hostileText } from '../slack/support/hostile.ts';
import { aRecord } from '../slack/support/records.ts';
import { NOW } from '../slack/support/views.ts';
import { isAccountId, meanings } from '../targets/fixtures.ts';
import { bytesOf } from '../uploads/support.ts';

/** As a file that somebody uploads is read. */
async function rowsOf(csv: string): Promise<readonly (readonly string[])[]> {
  const rows: (readonly string[])[] = [];
  for await (const { cells } of readTable(bytesOf(csv))) rows.push(cells);
  return rows;
}

describe('the file of people', () => {
  it('holds what is known of each, and why others are missing', async () => {
    const csv = peopleCsv({
      kind: 'looked-up',
      directory: 'acme-prod',
      found: [
        aRecord(0, { account: { membership: 'pending', inviteExpired: true, suspended: 'unknown', admin: true } }),
      ],
      missing: [{ typed: 'x@y.example', reason: 'is not there' }],
    });

    expect(await rowsOf(csv)).toEqual([
      [
        'typed',
        'name',
        'email',
        'account id',
        'status',
        'suspended',
        'administrator',
        'groups',
        'devices',
        'last activity',
        'more',
        'problem',
        'directory',
      ],
      [
        'person0@acme.example',
        'Person 0',
        'person0@acme.example',
        '4000',
        'invited, the invitation has expired',
        'suspension unknown',
        'administrator',
        'Field Operations',
        'Pixel 9 (id app9, last login 2026-11-20)',
        '2026-11-20',
        '',
        '',
        'acme-prod',
      ],
      ['x@y.example', '', '', '', '', '', '', '', '', '', '', 'Not there.', 'acme-prod'],
    ]);
  });

  it('read back names the same accounts, whatever people and devices are called, and holds no formula', async () => {
    const names = fc.record({ label: hostileText, group: hostileText, device: hostileText });
    const people = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 9_999_999_999 }), names), {
      selector: ([id]) => id,
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(people, async (some) => {
        const found = some.map(([id, { label, group, device }]) =>
          aRecord(0, {
            account: { id: accountId(String(id)), label },
            record: { groupNames: [group], devices: [{ id: null, name: device, lastLogin: null }] },
          }),
        );
        const csv = peopleCsv({ kind: 'looked-up', directory: 'acme-prod', found, missing: [] });
        const read = await readPeopleFile({ bytes: bytesOf(csv), column: null, isAccountId });

        const ids = read.kind === 'read' ? meanings(identifiersOf(read)) : read;
        expect(ids).toEqual(some.map(([id]) => String(id)));
        expect(csv).not.toMatch(/(^|",)"[=+\-@]/m);
      }),
    );
  });

  it('is named after the directory and the day', () => {
    expect(peopleFileName('wickr', 'acme-prod', NOW)).toBe('wickr-people-acme-prod-2026-11-21.csv');
  });
});
