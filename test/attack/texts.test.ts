import { expect, test } from 'vitest';
import { readCommand } from '../../src/commands/read-command.ts';
import { SELECTION_RULES } from '../../src/directories/naming.ts';
import { plainCharacters } from '../../src/targets/characters.ts';
import { actor, buildDomain } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { isAccountId } from '../targets/fixtures.ts';
import { commandTexts } from './command-texts.ts';
import { ATTACKS } from './scale.ts';

const IDS = Array.from({ length: 12 }, (_, at) => String(1_001 + at));

test(`of ${ATTACKS.texts} fuzzed commands none breaks anything, and none names somebody who is not in it`, {
  timeout: 900_000,
}, async () => {
  const domain = await buildDomain({ accounts: IDS.map((id) => account(id)) });
  for (const id of IDS) domain.people.add(`U0P${id}`, { email: `p${id}@acme.example` });
  const people = IDS.flatMap((id) => [
    id,
    `p${id}@acme.example`,
    `<@U0P${id}|somebody>`,
    `<mailto:p${id}@acme.example|mail>`,
  ]);
  const make = commandTexts(seededRandom(5), people);
  const verbs = [...domain.directory.operations.keys()];
  const grammar = {
    kind: 'wickr',
    verbs,
    optionsOf: () => ['code'],
    isAccountId,
    identifierTypes: [],
    selectionRules: SELECTION_RULES,
  };
  const ends: Record<string, number> = {};
  const count = (end: string) => {
    ends[end] = (ends[end] ?? 0) + 1;
  };

  for (let made = 0; made < ATTACKS.texts; made += 1) {
    const text = make().toWellFormed();
    const read = readCommand(text, { ...grammar, now: domain.clock.now() });
    if (read.kind === 'refused') expect(read.reason).not.toBe('');
    if (read.kind !== 'run') {
      count(read.kind);
      continue;
    }
    const said = plainCharacters(text).toLowerCase();
    const { kind: _, dryRun, ...ask } = read;
    expect(verbs).toContain(read.operation);
    // A verb, a directory, a reason and a rehearsal are taken from the text, never made up.
    for (const word of [read.operation, read.directory, ...(read.reason?.split(/\s+/) ?? [])]) {
      if (word !== null && /^[\w-]+$/.test(word))
        expect(said, JSON.stringify(text)).toContain(plainCharacters(word).toLowerCase());
    }
    expect(dryRun && !/dry.?run/i.test(said), JSON.stringify(text)).toBe(false);

    const previewed = await domain.useCases.preview({ actor: actor(domain.cast.alice), kind: 'wickr', ...ask });
    count(previewed.kind);
    if (previewed.kind === 'refused') {
      expect(previewed.reason).not.toBe('');
      continue;
    }
    // Whatever was typed is accounted for, and nobody is added to it.
    const named = [...read.people.identifiers, ...read.people.unreadable].map(({ typed }) => typed);
    const shown = previewed.targets.flatMap(({ typed }) => typed);
    if (read.selection === null) expect(new Set(shown), JSON.stringify(text)).toEqual(new Set(named));
    for (const target of previewed.targets) {
      if (target.kind !== 'will-change' || read.selection !== null) continue;
      const id = target.accountId ?? '';
      expect(said, `${id} of ${JSON.stringify(text)}`).toMatch(new RegExp(`(?<![0-9])${id}(?![0-9])`));
    }
  }

  expect(domain.directory.effects).toEqual([]);
  // Fuzz that is always refused would show nothing.
  for (const end of ['previewed', 'refused', 'lookup', 'help'])
    expect(ends[end] ?? 0, JSON.stringify(ends)).toBeGreaterThan(ATTACKS.texts / 200);
});
