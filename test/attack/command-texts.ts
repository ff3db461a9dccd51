import type { Random } from '../../src/runtime/random.ts';
import { among } from './forgeries.ts';

const SEPARATORS = [' ', '  ', ', ', ',', ';', '\n', '\t', '，', '；', '、', '\u00a0', '\u3000', ' \u200b'];
const JUNK = [
  '"',
  '“',
  '”',
  "'",
  '‘',
  '--',
  '—',
  '–in',
  '--in',
  '--in=',
  '--reason',
  '--reason "left"',
  '--dry-run',
  '--dry-run=no',
  '--dry‑run',
  '--by phone',
  '--for 7d',
  '--group',
  '--invite-code 1234',
  '--pending',
  '--inactive 90d',
  '--since',
  '--all',
  '*',
  '**',
  'all',
  'everyone',
  '<!channel>',
  '<!here|here>',
  '<!everyone>',
  '<#C012345|general>',
  '<https://evil.example|p1@acme.example>',
  '<mailto:p1@acme.example|p2@acme.example>',
  '<@U0P1|p2@acme.example>',
  '<@',
  '<@>',
  '<@U0P1',
  '@U0P1',
  '<!subteam^S0ALL|@all>',
  '<!subteam^',
  '&lt;@U0P1&gt;',
  '&amp;',
  '&lt;!channel&gt;',
  '\u202e1p\u202c',
  '\u0000',
  '\u001b[31m',
  '\ud800',
  'ａｌｌ',
  'p１@acme.example',
  'p1@аcme.example',
  'P1@ACME.EXAMPLE',
  'p1@acme.example.',
  'p1@acme',
  '../..',
  '__proto__',
  'constructor',
  'toString',
  "' or 1=1",
  '1e3',
  '0x3e8',
  '-1001',
  '1001.0',
  '9'.repeat(60),
  '=1001',
  '1001-1005',
  '10*',
  '100?',
  '%',
  '$(x)',
];

/** Commands as people type them, and what becomes of them under clumsy and under hostile hands. */
export function commandTexts(random: Random, people: readonly string[]): () => string {
  const pick = among(random);
  const int = (below: number) => Math.floor(random.fraction() * below);

  const plain = (): string => {
    const who = Array.from({ length: 1 + int(6) }, () => pick(people));
    const options = ['--in acme-prod', '--reason "left the company"', '--dry-run'].filter(
      () => random.fraction() < 0.3,
    );
    const parts = [...who, ...options].sort(() => random.fraction() - 0.5);
    const verb = pick([
      'suspend',
      'suspend',
      'unsuspend',
      'remove',
      'lookup',
      'history',
      'status',
      'help',
      'suspnd',
      'SUSPEND',
      '',
    ]);
    return [verb, ...parts].join(pick(SEPARATORS.slice(0, 5)));
  };
  const edits: readonly ((text: string, at: number) => string)[] = [
    (text, at) => text.slice(0, at) + text.slice(at + 1 + int(4)),
    (text, at) => text.slice(0, at) + pick(JUNK) + text.slice(at),
    (text, at) => `${text.slice(0, at)} ${pick(JUNK)} ${text.slice(at)}`,
    (text, at) => text.slice(0, at) + pick(SEPARATORS) + text.slice(at),
    (text, at) => text.slice(0, at),
    (text, at) => text.slice(at) + text.slice(0, at),
    (text, at) => text.slice(0, at) + text.slice(at).repeat(2),
    (text, at) => text.slice(0, at) + String.fromCharCode(32 + int(0x3100)) + text.slice(at + 1),
    (text) => `${text} ${pick(people)}`,
    (text) => [...text].reverse().join(''),
    (text) => text.toUpperCase(),
  ];
  return () => {
    let text = plain();
    const times = pick([0, 1, 1, 2, 3, 8]);
    for (let edit = 0; edit < times; edit += 1) text = pick(edits)(text, int(text.length + 1));
    return text.slice(0, 4_000);
  };
}
