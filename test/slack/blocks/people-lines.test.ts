import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namesInWords, personLine, reasonLines } from '../../../src/slack/blocks/people-lines.ts';
import { aTarget, someTargets } from '../support/views.ts';

const nobody = (typed: string, reason: string) =>
  aTarget(0, { kind: 'invalid', typed: [typed], accountId: null, email: null, label: typed, reason });

describe('people under the reasons they share', () => {
  it('never hide a reason, and fill the lines there are without going over', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(40), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 8, max: 60 }),
        (sizes, most) => {
          const targets = sizes.flatMap((size, reason) =>
            Array.from({ length: size + 1 }, (_, index) => nobody(`${reason}-${index}`, `Reason ${reason}.`)),
          );

          const shown = reasonLines(targets, most);
          const lines = shown.filter((line) => line !== '');

          expect(shown.length).toBeLessThanOrEqual(most);
          for (const [reason, size] of sizes.entries()) expect(lines).toContain(`Reason ${reason}. (${size + 1})`);
          if (targets.length + sizes.length <= most) expect(lines).toHaveLength(targets.length + sizes.length);
        },
      ),
    );
  });

  it('are counted as people only where they are', () => {
    const protectedPerson = aTarget(1, { kind: 'protected', reason: 'This account is protected.' });

    expect(reasonLines([nobody('please', 'This names nobody.'), protectedPerson], 10)).toEqual([
      'This names nobody. (1)',
      '• please',
      '',
      'This account is protected. (1 person)',
      '• Person 1 · person1@acme.example · 4001',
    ]);
  });
});

describe('whoever led to no account', () => {
  it.each([
    ['<@U0ERIN|erin>', '@erin'],
    ['<!subteam^S0NOBODY|@nobody>', '@nobody'],
    ['@Sam (U0LARS)', '@Sam (U0LARS)'],
  ])('is shown as a person reads it: %s', (typed, shown) => {
    expect(personLine(nobody(typed, ''))).toBe(shown);
  });
});

describe('names in a sentence', () => {
  it('are as many as fit, and the rest is counted', () => {
    expect(namesInWords(someTargets(3), 100)).toBe('Person 0, Person 1 and Person 2');
    expect(namesInWords(someTargets(30), 25)).toBe('Person 0, Person 1 and 28 people more');
  });
});
