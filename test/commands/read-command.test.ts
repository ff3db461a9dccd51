import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CommandGrammar, type ReadCommand, readCommand } from '../../src/commands/read-command.ts';
import { type IdentifierType, SELECTION_RULES } from '../../src/directories/naming.ts';
import { escaped, isAccountId, meanings } from '../targets/fixtures.ts';

const NOW = Date.UTC(2026, 10, 21, 9, 0);
const DAY_MS = 86_400_000;
const grammar: CommandGrammar = {
  kind: 'wickr',
  verbs: ['suspend', 'unsuspend', 'invite'],
  optionsOf: (verb) => (verb === 'invite' ? ['group', 'invite-code'] : []),
  isAccountId,
  identifierTypes: [],
  selectionRules: SELECTION_RULES,
  now: NOW,
};
const read = (text: string) => readCommand(text, grammar);

const phone: IdentifierType = {
  name: 'phone',
  title: 'phone number',
  columns: ['phone'],
  read: (text) =>
    /^\d{4,}$/.test(text)
      ? { kind: 'named', lookup: { by: 'name', type: 'phone', value: text } }
      : { kind: 'unreadable', reason: 'This is no phone number.' },
};
const email: IdentifierType = {
  name: 'email',
  title: 'e-mail',
  columns: [],
  read: () => {
    throw new Error('E-mails are read as everywhere');
  },
};
/** A kind of directory whose people have several names, and which can follow one rule only. */
const pool: CommandGrammar = {
  ...grammar,
  kind: 'pool',
  identifierTypes: [email, phone],
  selectionRules: ['suspended'],
};

function run(text: string): Extract<ReadCommand, { kind: 'run' }> {
  const command = read(text);
  if (command.kind !== 'run') throw new Error(`Not to be run: ${JSON.stringify(command)}`);
  return command;
}

/** Options in short: what stands after each, and who is named. */
function gist(text: string) {
  const { people, directory, reason, dryRun } = run(text);
  expect(people.unreadable).toEqual([]);
  return { people: meanings(people).join(' '), directory, reason, dryRun };
}

describe('a command', () => {
  it('says what, whom, where and why', () => {
    expect(read('suspend <@U1|al> bob@example.com --in acme-prod --reason "left the company" --dry-run')).toEqual({
      kind: 'run',
      operation: 'suspend',
      people: {
        identifiers: [
          { kind: 'mention', slackUserId: 'U1', typed: '<@U1|al>' },
          { kind: 'email', email: 'bob@example.com', typed: 'bob@example.com' },
        ],
        unreadable: [],
      },
      selection: null,
      options: {},
      directory: 'acme-prod',
      reason: 'left the company',
      dryRun: true,
    });
  });

  it('needs no options', () => {
    expect(gist('suspend 4711')).toEqual({ people: '4711', directory: null, reason: null, dryRun: false });
  });

  it.each(['', '   ', '\u00a0\n', '\u200b'])('without text (“%s”) opens the form', (text) => {
    expect(read(text)).toEqual({ kind: 'open-modal', operation: null });
  });

  it.each(['invite', ' Invite: ', '“suspend”'])('that is a verb alone (“%s”) opens the form for it', (text) => {
    expect(read(text)).toEqual({ kind: 'open-modal', operation: expect.stringMatching(/^(invite|suspend)$/) });
  });

  it.each([
    ['help', { kind: 'help', topic: null }],
    ['Help', { kind: 'help', topic: null }],
    ['help Suspend', { kind: 'help', topic: 'suspend' }],
    ['status', { kind: 'status', id: null }],
    ['STATUS 0199f3aa', { kind: 'status', id: '0199f3aa' }],
    ['status `0199f3aa`.', { kind: 'status', id: '0199f3aa' }],
  ])('“%s” is no request', (text, command) => {
    expect(read(text)).toEqual(command);
  });

  it.each([
    'suspend 4711',
    'SUSPEND 4711',
    'Suspend: 4711',
    ' \u00a0suspend,4711',
    '“suspend” 4711',
    '\u200bsuspend\n4711',
  ])('“%s” reads its verb whatever stands around it', (text) => {
    expect(run(text)).toMatchObject({ operation: 'suspend' });
    expect(meanings(run(text).people)).toEqual(['4711']);
  });

  it('keeps what could not be read, so that the preview can say why', () => {
    expect(run('suspend @alice').people).toMatchObject({ identifiers: [], unreadable: [{ typed: '@alice' }] });
  });
});

describe('options', () => {
  const expected = { people: '<@U1> 4711', directory: 'acme', reason: 'he said so', dryRun: true };

  it.each([
    ['before the verb', '--in acme --reason "he said so" --dry-run suspend <@U1> 4711'],
    ['between people', 'suspend --in acme <@U1> --reason "he said so" --dry-run 4711'],
    ['with equals signs', 'suspend <@U1> 4711 --in=acme --reason="he said so" --dry-run'],
    ['with smart quotes', 'suspend <@U1> 4711 --in “acme” --reason “he said so” --dry-run'],
    ['with low quotes', 'suspend <@U1> 4711 --in „acme“ --reason „he said so“ --dry-run'],
    ['with quotes that do not match', 'suspend <@U1> 4711 --in "acme” --reason “he said so" --dry-run'],
    ['with single quotes', "suspend <@U1> 4711 --in 'acme' --reason ‘he said so’ --dry-run"],
    ['with em dashes', 'suspend <@U1> 4711 —in acme —reason "he said so" —dry-run'],
    ['with en dashes', 'suspend <@U1> 4711 –in acme –reason "he said so" –dry-run'],
    ['with wide dashes', 'suspend <@U1> 4711 ——in acme －－reason "he said so" ––dry-run'],
    ['with hyphens that do not break', 'suspend <@U1> 4711 --in acme --reason "he said so" --dry\u2011run'],
    ['with one hyphen', 'suspend <@U1> 4711 -in acme -reason "he said so" -dry-run'],
    ['in capitals', 'suspend <@U1> 4711 --IN ACME --Reason "he said so" --Dry-Run'],
    ['behind commas', 'suspend <@U1>,4711,--in acme, --reason "he said so",--dry-run'],
  ])('are read %s', (_, text) => {
    expect(gist(text)).toEqual(expected);
  });

  it('take one word where there are no quotes', () => {
    expect(gist('suspend --reason OPS-1274 <@U1>')).toMatchObject({ people: '<@U1>', reason: 'OPS-1274' });
  });

  it('keep people in quotes out of the request', () => {
    expect(gist('suspend <@U1> --reason "as <@U2|bob> and carol@example.com asked, 4711"')).toMatchObject({
      people: '<@U1>',
      reason: 'as @bob and carol@example.com asked, 4711',
    });
  });

  it('give the reason as it was written', () => {
    const text = 'suspend <@U1> --reason “R&amp;D: it’s &lt;over&gt;, see <https://x.example/1?a=b&amp;c=d|here>”';

    expect(gist(text).reason).toBe('R&D: it’s <over>, see https://x.example/1?a=b&c=d');
  });

  it('are not looked for in the labels of mentions', () => {
    expect(gist('suspend <@U1|a --dry-run --in b>')).toEqual({
      people: '<@U1>',
      directory: null,
      reason: null,
      dryRun: false,
    });
  });

  it('are not taken out of an address or a word', () => {
    expect(meanings(run('suspend a--in@example.com -alice@example.com').people)).toEqual([
      'a--in@example.com',
      '-alice@example.com',
    ]);
  });
});

describe('a word after a single hyphen', () => {
  it('is no option unless there is one of that name', () => {
    expect(run('suspend -bob 4711').people).toMatchObject({
      identifiers: [{ id: '4711' }],
      unreadable: [{ typed: '-bob' }],
    });
  });
});

describe('people by rule', () => {
  const none = { group: null, pending: false, expired: false, suspended: false, inactiveForMs: null };

  it.each([
    ['unsuspend --expired', { ...none, expired: true }],
    ['unsuspend --PENDING —suspended', { ...none, pending: true, suspended: true }],
    ['suspend --group "Field Operations"', { ...none, group: 'Field Operations' }],
    ['suspend --group=“R&amp;D”', { ...none, group: 'R&D' }],
    ['suspend --inactive 90d', { ...none, inactiveForMs: 90 * DAY_MS }],
    ['suspend --inactive 1W3D', { ...none, inactiveForMs: 10 * DAY_MS }],
  ])('need nobody named: %s', (text, selection) => {
    expect(run(text)).toMatchObject({ selection, options: {}, people: { identifiers: [], unreadable: [] } });
  });

  it('narrow down those who are named', () => {
    expect(run('suspend --pending 4711 --inactive 2w')).toMatchObject({
      selection: { ...none, pending: true, inactiveForMs: 14 * DAY_MS },
      people: { identifiers: [{ id: '4711' }] },
    });
  });

  it('are not meant by an option that the operation takes itself', () => {
    expect(run('invite bob@example.com --group "Field Operations"')).toMatchObject({
      selection: null,
      options: { group: 'Field Operations' },
    });
    expect(run('invite --pending --group Ops')).toMatchObject({
      selection: { ...none, pending: true },
      options: { group: 'Ops' },
    });
    expect(read('invite --group Ops')).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/^Say whom/) });
  });

  it('leave an operation the options that are its own', () => {
    expect(run('invite bob@example.com —invite-code “a b” --group Ops')).toMatchObject({
      options: { 'invite-code': 'a b', group: 'Ops' },
    });
    expect(read('suspend 4711 --invite-code x')).toMatchObject({
      reason: expect.stringMatching(/^“suspend” takes no --invite-code\./),
    });
    expect(read('invite bob@example.com --invite-code')).toMatchObject({
      reason: '--invite-code needs a value, such as --invite-code "…".',
    });
  });

  it.each(['90', '3m', '24h', '90days', '0d', 'd', '3d1w', '-1d', '1e3d'])('are not inactive for “%s”', (length) => {
    expect(read(`suspend --inactive ${length}`)).toEqual({
      kind: 'refused',
      reason: '--inactive needs days or weeks, such as --inactive 90d or --inactive 12w.',
    });
  });
});

describe('a question', () => {
  it('about people names them and where', () => {
    expect(read('lookup <@U1> 4711 --in ACME')).toMatchObject({
      kind: 'lookup',
      directory: 'acme',
      people: { identifiers: [{ slackUserId: 'U1' }, { id: '4711' }], unreadable: [] },
    });
    expect(read('lookup')).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/^Say whom to lookup/) });
  });

  it('keeps words that a directory may have names in', () => {
    expect(read('lookup 9f86d081')).toMatchObject({ kind: 'lookup', people: { unreadable: [{ typed: '9f86d081' }] } });
  });

  const any = { kind: 'history', mine: false, about: null, directory: null, since: null };

  it.each<readonly [string, object]>([
    ['history', any],
    ['HISTORY --mine --in Acme', { ...any, mine: true, directory: 'acme' }],
    ['history --about <@U1|al b>', { ...any, about: { kind: 'mention', slackUserId: 'U1', typed: '<@U1|al b>' } }],
    ['history --about=<mailto:A@b.example|A@b.example>,', { ...any, about: { kind: 'email', email: 'a@b.example' } }],
    ['history --about "4711"', { ...any, about: { kind: 'account-id', id: '4711', typed: '4711' } }],
    ['history 4711', { ...any, about: { kind: 'account-id', id: '4711', typed: '4711' } }],
    ['history --since 2026-11-01', { ...any, since: Date.UTC(2026, 10, 1) }],
    ['history --since 30d', { ...any, since: NOW - 30 * DAY_MS }],
    ['history --since 9999999w', { ...any, since: 0 }],
  ])('about earlier requests: %s', (text, expected) => {
    expect(read(text)).toMatchObject(expected);
  });

  it.each(['yesterday', '2026-02-30', '2026-13-01', '01.11.2026', '3m', '2026'])('has no beginning “%s”', (since) => {
    expect(read(`history --since ${since}`)).toEqual({
      kind: 'refused',
      reason: '--since needs a day or a length of time, such as --since 2026-11-01 or --since 30d.',
    });
  });

  it.each(['--about alice', '--about <!subteam^S1>', '--about "4711 4712"', '4711 --about 4712', 'last week'])(
    'is not about “%s”',
    (about) => {
      expect(read(`history ${about}`)).toEqual({
        kind: 'refused',
        reason: '--about needs one person: a mention, an e-mail or an account id.',
      });
    },
  );

  it.each([
    ['lookup 4711 --reason x', '“lookup” takes no --reason. It takes --in.'],
    ['history --dry-run', '“history” takes no --dry-run. It takes --mine, --about, --in, --since.'],
    ['status --mine', '“status” takes no --mine.'],
    [
      'suspend 4711 --since 30d',
      '“suspend” takes no --since. It takes --in, --reason, --dry-run, --group, --pending, --expired, --suspended, --inactive.',
    ],
  ])('takes options of its own: %s', (text, reason) => {
    expect(read(text)).toEqual({ kind: 'refused', reason });
  });
});

describe('a command is refused', () => {
  it.each([
    ['a mistyped question', 'histroy', 'There is no “histroy” here. Did you mean “history”?'],
    ['a value for a rule', 'suspend --expired=yes', '--expired takes no value: it stands alone.'],
    ['an unknown verb', 'suspnd <@U1>', 'There is no “suspnd” here. Did you mean “suspend”?'],
    ['a verb like no other', 'teleport <@U1>', 'There is no “teleport” here.'],
    ['a mistyped help', 'hepl', 'There is no “hepl” here. Did you mean “help”?'],
    ['no verb', '<@U1>', 'Say first what should be done: suspend, unsuspend, invite.'],
    ['an address as verb', 'a@example.com', 'Say first what should be done: suspend, unsuspend, invite.'],
    ['options alone', '--dry-run', 'Say first what should be done: suspend, unsuspend, invite.'],
    [
      'nobody',
      'suspend --reason x',
      'Say whom to suspend: put mentions, user groups, e-mails or account ids after “/wickr suspend”.',
    ],
    ['an unknown option', 'suspend <@U1> --resaon x', 'There is no option --resaon. Did you mean --reason?'],
    [
      'an option like no other',
      'suspend <@U1> —frobnicate',
      'There is no option --frobnicate. Known are --in, --reason, --dry-run, --group, --pending, --expired, --suspended, --inactive, --mine, --about, --since, --invite-code.',
    ],
    ['an option twice', 'suspend <@U1> --in a —IN b', '--in is given twice. Give it once.'],
    ['a switch twice', 'suspend <@U1> --dry-run --dry-run', '--dry-run is given twice. Give it once.'],
    ['an option without value', 'suspend <@U1> --in', '--in needs a value, such as --in acme-prod.'],
    ['an option instead of a value', 'suspend --in --dry-run <@U1>', '--in needs a value, such as --in acme-prod.'],
    ['an empty value', 'suspend <@U1> --reason " "', '--reason needs a value, such as --reason "left the company".'],
    ['a value for a switch', 'suspend <@U1> --dry-run=no', '--dry-run takes no value: it stands alone.'],
  ])('with %s', (_, text, reason) => {
    expect(read(text)).toEqual({ kind: 'refused', reason });
  });

  it.each([
    'suspend <@U1> --reason "left the company',
    'suspend <@U1> --reason ‘left the company',
    'suspend <@U1> --reason “he said "no” today"',
    'suspend <@U1> --reason left"',
    'suspend "<@U1>',
  ])('with a quotation mark that is never closed: %s', (text) => {
    expect(read(text)).toEqual({
      kind: 'refused',
      reason: 'A quotation mark is never closed. Put one at the end of the text it belongs to.',
    });
  });

  it('with a reason that is too long, and it says how long', () => {
    expect(run(`suspend <@U1> --reason "${'x'.repeat(500)}"`).reason).toHaveLength(500);
    expect(read(`suspend <@U1> --reason "${'x'.repeat(612)}"`)).toEqual({
      kind: 'refused',
      reason: 'The reason has 612 characters; at most 500 fit. Shorten it and try again.',
    });
  });

  it('without repeating markup or what nobody could have meant', () => {
    const refusals = [
      '&lt;!channel&gt; <@U1>',
      '*bold* <@U1>',
      `${'x'.repeat(1_000)} <@U1>`,
      `suspend --${'x'.repeat(1_000)}`,
    ];

    for (const text of refusals) {
      const command = read(text);
      expect(command.kind).toBe('refused');
      expect(command.kind === 'refused' && command.reason).toMatch(/^[^&<>*]{1,200}$/);
    }
  });
});

describe('reading a command', () => {
  const word = fc.stringMatching(/^[a-z]{1,8}$/);
  const person = fc.oneof(
    fc.stringMatching(/^[1-9][0-9]{3,9}$/),
    fc.stringMatching(/^[A-Z0-9]{3,8}$/).map((id) => `<@U${id}>`),
    fc.tuple(word, word).map(([local, domain]) => `${local}@${domain}.example`),
  );
  /** Without the quotes that would end it; words that stand for themselves. */
  const reason = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 80 })
    .map((text) => text.replace(/["“”„‟«»＂]/g, '').trim())
    .filter((text) => text !== '');
  const wanted = fc.record({
    verb: fc.constantFrom('suspend', 'unsuspend', 'invite'),
    group: fc.option(reason),
    pending: fc.boolean(),
    expired: fc.boolean(),
    suspended: fc.boolean(),
    inactiveDays: fc.option(fc.integer({ min: 1, max: 5_000 })),
    people: fc.uniqueArray(person, { minLength: 1, maxLength: 12 }),
    directory: fc.option(word),
    reason: fc.option(reason),
    dryRun: fc.boolean(),
  });

  it('understands what is written down from what was understood', () => {
    const written = wanted.chain((one) => {
      const options = [
        ...(one.directory === null ? [] : [`--in ${one.directory}`]),
        ...(one.reason === null ? [] : [`--reason "${escaped(one.reason)}"`]),
        ...(one.dryRun ? ['--dry-run'] : []),
        ...(one.group === null ? [] : [`--group "${escaped(one.group)}"`]),
        ...(one.pending ? ['--pending'] : []),
        ...(one.expired ? ['--expired'] : []),
        ...(one.suspended ? ['--suspended'] : []),
        ...(one.inactiveDays === null ? [] : [`--inactive ${one.inactiveDays}d`]),
      ];
      return fc
        .array(fc.nat(one.people.length + 1), { minLength: options.length, maxLength: options.length })
        .map((places) => {
          const parts: string[] = [one.verb, ...one.people];
          for (const [index, option] of options.entries()) parts.splice(places[index] ?? 0, 0, option);
          return { one, text: parts.join(' ') };
        });
    });

    fc.assert(
      fc.property(written, ({ one, text }) => {
        const command = run(text);
        const groupIsOption = one.verb === 'invite';
        const selection = {
          group: groupIsOption ? null : one.group,
          pending: one.pending,
          expired: one.expired,
          suspended: one.suspended,
          inactiveForMs: one.inactiveDays === null ? null : one.inactiveDays * DAY_MS,
        };
        const selects = Object.values(selection).some((rule) => rule !== null && rule !== false);
        expect(command).toMatchObject({
          operation: one.verb,
          directory: one.directory,
          reason: one.reason,
          dryRun: one.dryRun,
          selection: selects ? selection : null,
          options: groupIsOption && one.group !== null ? { group: one.group } : {},
          people: { unreadable: [] },
        });
        expect(meanings(command.people)).toEqual(one.people);
      }),
    );
  });

  it('never throws', () => {
    const soup = fc
      .array(
        fc.oneof(
          person,
          word,
          fc.constantFrom(
            'suspend',
            'help',
            '--in',
            '—reason',
            '--dry-run',
            'lookup',
            'history',
            'invite',
            '--group',
            '--since',
            '--about',
            '--inactive',
            '--mine',
            '90d',
            '2026-11-01',
            '--x',
            '"',
            '“',
            "'",
            '=',
            ' ',
            '\n',
            ',',
            '<',
            '>',
            '<@',
            '|',
            '&lt;',
            '\u200b',
            '\ud800',
          ),
          fc.string({ unit: 'binary', maxLength: 3 }),
        ),
        { maxLength: 30 },
      )
      .map((parts) => parts.join(''));

    fc.assert(
      fc.property(soup, (text) => {
        const kinds = ['run', 'open-modal', 'lookup', 'history', 'help', 'status', 'refused'];
        expect(kinds).toContain(read(text).kind);
        for (const word of ['suspend', 'invite', 'lookup', 'history', 'status']) read(`${word} ${text}`);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each(['<', '<@', '"', '" x', '--', ' -a', ' --', ',', 'x', ' x', "--reason '", ' --in', '\u200b'])(
    'gets through a megabyte of “%s”',
    (unit) => {
      const text = unit.repeat(Math.ceil(1_000_000 / unit.length));

      expect(() => [read(text), read(`suspend ${text}`), read(`suspend 1 --reason "${text}`)]).not.toThrow();
    },
  );
});

describe('--by', () => {
  it('reads every word as the type that was asked for, whatever it looks like; mentions stay mentions', () => {
    expect(readCommand('suspend 13800138000, 4711 <@U0ALICE1> --by phone', pool)).toMatchObject({
      kind: 'run',
      people: {
        identifiers: [
          { kind: 'named', lookup: { by: 'name', type: 'phone', value: '13800138000' } },
          { kind: 'named', lookup: { by: 'name', type: 'phone', value: '4711' } },
          { kind: 'mention' },
        ],
        unreadable: [],
      },
    });
  });

  it('keeps what is not of that type, with the reason', () => {
    expect(readCommand('suspend alice@example.com 4711 --by phone', pool)).toMatchObject({
      people: {
        identifiers: [{ kind: 'named' }],
        unreadable: [{ typed: 'alice@example.com', reason: 'This is no phone number.' }],
      },
    });
  });

  it('reads e-mails with the names before them, and takes no account id for one', () => {
    expect(readCommand('suspend Ada Lovelace &lt;ada@example.com&gt;, 4711 --by email', pool)).toMatchObject({
      people: {
        identifiers: [{ kind: 'email', email: 'ada@example.com', firstName: 'Ada', lastName: 'Lovelace' }],
        unreadable: [{ typed: '4711' }],
      },
    });
  });

  it.each(['lookup', 'suspend'])('may be given to %s, and says what it takes', (verb) => {
    expect(readCommand(`${verb} 4711 --by shoe-size`, pool)).toEqual({
      kind: 'refused',
      reason: '--by takes one of email, phone.',
    });
  });

  it('does not exist where what is typed speaks for itself', () => {
    expect(read('suspend 4711 --by phone')).toMatchObject({ kind: 'refused' });
  });
});

describe('rules that select people', () => {
  it('are only known where the kind of directory can follow them', () => {
    expect(readCommand('suspend --suspended', pool)).toMatchObject({ kind: 'run', selection: { suspended: true } });
    expect(readCommand('suspend --expired', pool)).toMatchObject({ kind: 'refused' });
  });
});
