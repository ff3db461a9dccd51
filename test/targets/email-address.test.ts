import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldEmail, readEmail } from '../../src/targets/email-address.ts';

describe('reading an e-mail address', () => {
  it.each([
    ['Alice@Example.COM', 'alice@example.com'],
    ["o'brien+wickr@mail.example.co.uk", "o'brien+wickr@mail.example.co.uk"],
    ['ju\u0308rgen@example.de', 'j\u00fcrgen@example.de'],
    ['li@例子.中国', 'li@例子.中国'],
    ['a@xn--fsq.xn--0zwm56d', 'a@xn--fsq.xn--0zwm56d'],
  ])('%s is %s', (text, email) => {
    expect(readEmail(text)).toBe(email);
  });

  it.each([
    '',
    '@',
    'alice',
    'alice@',
    '@example.com',
    'alice@example',
    'alice@localhost',
    'alice@example..com',
    'alice@-example.com',
    'alice@example.c',
    'alice@192.168.0.1',
    '.alice@example.com',
    'alice.@example.com',
    'al..ice@example.com',
    'al ice@example.com',
    'alice@exam ple.com',
    'alice@bob@example.com',
    'alice,bob@example.com',
    '<alice@example.com>',
    '!alice@example.com',
    '#alice@example.com',
    'alice\u200b@example.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(64)}.com`,
    `a@${'bcd.'.repeat(70)}com`,
  ])('“%s” is none', (text) => {
    expect(readEmail(text)).toBeNull();
  });

  it('reads every ordinary address, and folding it again changes nothing', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (address) => {
        const email = readEmail(address);
        fc.pre(email !== null);
        expect(readEmail(email)).toBe(email);
        expect(readEmail(address.toUpperCase())).toBe(email);
        expect(foldEmail(email)).toBe(email);
      }),
    );
  });
});
