import { variable } from './harness.ts';

const LIST = 'a list of Slack member ids (U… or W…) and user group ids (S…), such as [U0123ABCDEF, S0123ABCDEF]';
const MEMBER =
  'a Slack member id (U… or W…: profile, ⋮, Copy member ID) or user group id (S…: the end of its address in the browser)';

/** The good file with something changed, and what is said about it. */
export const MISTAKES: readonly (readonly [name: string, from: string, to: string, said: readonly string[]])[] = [
  ['an unknown key', 'channels:', 'chanels: {}\nchannels:', ['7 chanels is no key that is known here → channels?']],
  [
    'a key twice',
    '    region: north',
    '    region: north\n    region: south',
    ['7 directories.quay.region is there twice → each key once'],
  ],
  [
    'broken YAML',
    'channels:',
    'channels: [',
    [
      '9  is no YAML here (bad indent) → keys and values as in muster.example.yaml; look at indentation, colons and quotes',
    ],
  ],
  [
    'a missing section',
    'channels:\n  approvals: C0123ABCDEF\n',
    '',
    ['2 channels is missing → approvals: and the id of the channel where requests are decided'],
  ],
  [
    'a section of another type',
    '  approvals: C0123ABCDEF',
    '  - C0123ABCDEF',
    ['7 channels is a list, not keys and values → approvals: and the id of the channel where requests are decided'],
  ],
  [
    'an unknown kind',
    'kind: harbour',
    'kind: harbor',
    ['4 directories.quay.kind is no kind of directory that is known → harbour?'],
  ],
  [
    'a kind far from any',
    'kind: harbour',
    'kind: ldap',
    ['4 directories.quay.kind is no kind of directory that is known → one of harbour, pool'],
  ],
  ['no kind', '    kind: harbour\n', '', ['3 directories.quay.kind is missing → one of harbour, pool']],
  [
    'an empty directory',
    '    kind: harbour\n    berthId: "01234567"\n    region: north\n',
    '',
    ['3 directories.quay has no keys → kind: (one of harbour, pool) and what it needs; see muster.example.yaml'],
  ],
  [
    'a bad directory name',
    '  quay:',
    '  Quay One:',
    [
      '3 directories.Quay One cannot be a name here',
      '11 policy.rules[0].directories[0] is no directory that is configured → one of Quay One',
    ],
  ],
  [
    "an unknown key of the directory's own",
    'berthId:',
    'berthID:',
    [
      '3 directories.quay.berthId is missing → eight digits, in quotes',
      '5 directories.quay.berthID is no key that is known here → berthId?',
    ],
  ],
  [
    'a mistyped common key',
    '    region: north',
    '    region: north\n    protcted: []',
    ['7 directories.quay.protcted is no key that is known here → protected?'],
  ],
  [
    'a number where text belongs',
    '"01234567"',
    '01234567',
    ['5 directories.quay.berthId is a number, not text: put it in quotes → eight digits, in quotes'],
  ],
  [
    'text of another form',
    '"01234567"',
    '"0123"',
    ['5 directories.quay.berthId has another form than it should → eight digits, in quotes'],
  ],
  ['a missing setting', '    region: north\n', '', ['3 directories.quay.region is missing → text']],
  [
    'text where yes or no belongs',
    '    region: north',
    '    region: north\n    fips: yes',
    ['7 directories.quay.fips is text, not true or false'],
  ],
  [
    'a mistyped key in a choice',
    '    region: north',
    '    region: north\n    credentials: { roleARN: x }',
    ['7 directories.quay.credentials.roleARN is no key that is known here → roleArn?'],
  ],
  [
    'a choice of another type',
    '    region: north',
    '    region: north\n    credentials: x',
    ['7 directories.quay.credentials has another form than it should'],
  ],
  [
    'a mention in the protected list',
    '    region: north',
    '    region: north\n    protected: ["@ann"]',
    [
      "7 directories.quay.protected[0] is neither an e-mail address nor an account id of the kind harbour → an e-mail address, or the account's id in the directory",
    ],
  ],
  [
    "a Slack member's id in the protected list",
    '    region: north',
    '    region: north\n    protected: [ann@example.org, U0123ABCDEF]',
    [
      "7 directories.quay.protected[1] is neither an e-mail address nor an account id of the kind harbour → an e-mail address, or the account's id in the directory",
    ],
  ],
  [
    'an account id without quotes',
    '    region: north',
    '    region: north\n    protected: [17]',
    [
      "7 directories.quay.protected[0] is a number, not text: put it in quotes → an e-mail address, or the account's id in the directory",
    ],
  ],
  [
    'a pace of zero',
    '    region: north',
    '    region: north\n    pace: { callsPerSecond: 0 }',
    [
      '7 directories.quay.pace.callsPerSecond is too small or too short → calls per second, such as 1 or 0.5; at most 100',
    ],
  ],
  [
    'a pace that starts below its floor',
    '    region: north',
    '    region: north\n    pace: { callsPerSecond: 2, atLeast: 3 }',
    [
      '7 directories.quay.pace.atLeast is above callsPerSecond, with which Muster starts (2) → 2 or less, or a higher callsPerSecond',
    ],
  ],
  [
    'a ceiling below the start that the kind of directory has',
    '    region: north',
    '    region: north\n    pace: { atMost: 0.5 }',
    [
      '7 directories.quay.pace.atMost is below callsPerSecond, with which Muster starts (1) → 1 or more, or a lower callsPerSecond',
    ],
  ],
  [
    'a reserve that leaves nothing',
    '    region: north',
    '    region: north\n    pace: { reserve: 1 }',
    [
      '7 directories.quay.pace.reserve is too big or too long → the share of what the directory was found to allow that is left to others: 0 to 0.9',
    ],
  ],
  [
    'a half call in flight',
    '    region: north',
    '    region: north\n    pace: { inFlight: 1.5 }',
    ['7 directories.quay.pace.inFlight is a number, not a whole number → calls under way at once: 1 to 20'],
  ],
  [
    'a variable that is not set, in a place that wants a certain form,',
    '"01234567"',
    `"${variable('BERTH')}"`,
    ['5 directories.quay.berthId refers to the environment variable BERTH, which is not set'],
  ],
  [
    'a variable that is not set',
    'north',
    `"${variable('REGION')}"`,
    ['6 directories.quay.region refers to the environment variable REGION, which is not set'],
  ],
  [
    'a variable that does not end',
    'north',
    `"${variable('REGION').slice(0, -1)}"`,
    ['6 directories.quay.region begins a variable that does not end → a name of letters, digits and _ in the braces'],
  ],
  [
    'a default of an unknown kind',
    'channels:',
    'defaults: { harbor: quay }\nchannels:',
    ['7 defaults.harbor is no kind of directory that is known → harbour?'],
  ],
  [
    'a default that is not configured',
    'channels:',
    'defaults: { harbour: quai }\nchannels:',
    ['7 defaults.harbour names a directory that is not configured → quay?'],
  ],
  [
    'a default of another kind',
    'channels:',
    'defaults: { pool: quay }\nchannels:',
    ['7 defaults.pool names a directory of the kind harbour → there is none'],
  ],
  [
    'a channel by name',
    'C0123ABCDEF',
    '"#approvals"',
    [
      "8 channels.approvals is a channel's name, and names change → a Slack channel id (C… or G…: the channel's name, About, at the very bottom)",
    ],
  ],
  [
    'a person as the channel',
    'C0123ABCDEF',
    'U0123ABCDEF',
    ["8 channels.approvals is a person → a Slack channel id (C… or G…: the channel's name, About, at the very bottom)"],
  ],
  [
    'a direct message as the channel',
    'C0123ABCDEF',
    'D0123ABCDEF',
    [
      "8 channels.approvals is a direct message → a Slack channel id (C… or G…: the channel's name, About, at the very bottom)",
    ],
  ],
  [
    'a handle as a person',
    '[U0123ABCDE1]',
    '["@alice"]',
    [`13 policy.rules[0].ask[0] is a name, and names can be chosen by their bearers → ${MEMBER}`],
  ],
  [
    'a name as a person',
    '[U0123ABCDE1]',
    '[Alice Example]',
    [`13 policy.rules[0].ask[0] is a name, and names can be chosen by their bearers → ${MEMBER}`],
  ],
  [
    'an e-mail address as a person',
    '[U0123ABCDE1]',
    '[alice@example.org]',
    [`13 policy.rules[0].ask[0] is an e-mail address, which can pass to somebody else → ${MEMBER}`],
  ],
  [
    'a mention as a person',
    '[U0123ABCDE1]',
    '["<@U0123ABCDE1>"]',
    [`13 policy.rules[0].ask[0] is a mention as Slack sends it, not an id → ${MEMBER}`],
  ],
  ['a channel as a person', '[U0123ABCDE1]', '[C0123ABCDEF]', [`13 policy.rules[0].ask[0] is a channel → ${MEMBER}`]],
  [
    'one person without a list',
    '[U0123ABCDE1]',
    'U0123ABCDE1',
    [`13 policy.rules[0].ask is text, not a list → ${LIST}`],
  ],
  [
    'nobody who may ask',
    '[U0123ABCDE1]',
    '[]',
    [`13 policy.rules[0].ask is empty, so the rule would allow nothing → ${LIST}`],
  ],
  [
    'one verb without a list',
    '[suspend, unsuspend]',
    'suspend',
    [
      '12 policy.rules[0].operations has another form than it should → a list of operations, such as [suspend, unsuspend], or "*" for all',
    ],
  ],
  [
    'no verb',
    '[suspend, unsuspend]',
    '[]',
    [
      '12 policy.rules[0].operations is empty, so the rule would allow nothing → a list of operations, such as [suspend, unsuspend], or "*" for all',
    ],
  ],
  [
    'an unknown verb',
    'unsuspend]',
    'unsuspent]',
    ['12 policy.rules[0].operations[1] is no operation of these directories → unsuspend?'],
  ],
  [
    'a verb of another kind',
    'unsuspend]',
    'kick]',
    [
      '12 policy.rules[0].operations[1] is no operation of these directories → one of suspend, unsuspend, delete, lookup',
    ],
  ],
  [
    'an unknown directory in a rule',
    '[quay]',
    '[quai]',
    ['11 policy.rules[0].directories[0] is no directory that is configured → quay?'],
  ],
  [
    'an unknown key in a rule',
    'ask:',
    'asks:',
    [`11 policy.rules[0].ask is missing → ${LIST}`, '13 policy.rules[0].asks is no key that is known here → ask?'],
  ],
  [
    'a quorum of zero',
    'operations:',
    'quorum: 0\n      operations:',
    [
      '12 policy.rules[0].quorum is below 1, so nobody would have to agree → how many different people must approve: 1 or more; without it 1, and 2 for what cannot be undone',
    ],
  ],
  [
    'a quorum above the deciders',
    'operations:',
    'quorum: 3\n      operations:',
    ['12 policy.rules[0].quorum asks for more people than may decide → at most 2, or more people in decide'],
  ],
  [
    'a quorum that counts somebody twice',
    'W0123ABCDE3]',
    'U0123ABCDE2]\n      quorum: 2',
    ['15 policy.rules[0].quorum asks for more people than may decide → at most 1, or more people in decide'],
  ],
  [
    'an expiry in words',
    'policy:',
    'policy:\n  expiresAfter: one day',
    ['10 policy.expiresAfter is no length of time → a time from 5m to 30d, such as 90m, 24h or 7d'],
  ],
  [
    'an expiry that is too short',
    'policy:',
    'policy:\n  expiresAfter: 4m',
    ['10 policy.expiresAfter is too short or too long → a time from 5m to 30d, such as 90m, 24h or 7d'],
  ],
  [
    'an expiry that is too long',
    'policy:',
    'policy:\n  expiresAfter: 31d',
    ['10 policy.expiresAfter is too short or too long → a time from 5m to 30d, such as 90m, 24h or 7d'],
  ],
  [
    'an expiry without a unit',
    'policy:',
    'policy:\n  expiresAfter: 24',
    ['10 policy.expiresAfter is a number, not text: put it in quotes → a time from 5m to 30d, such as 90m, 24h or 7d'],
  ],
  [
    'no approver at all',
    '      decide: [U0123ABCDE2, W0123ABCDE3]\n',
    '',
    [`11 policy.rules[0].decide is missing → ${LIST}`],
  ],
  [
    'approvers twice',
    'operations:',
    'stages: [{ name: team, decide: [U0123ABCDE2] }]\n      operations:',
    [
      '12 policy.rules[0].stages stands beside decide: write one of them → a list of stages in order, such as [{ name: team, decide: [S0123ABCDEF], quorum: 1 }]',
    ],
  ],
  [
    'a stage that wants more than it has',
    '      decide: [U0123ABCDE2, W0123ABCDE3]\n',
    '      stages: [{ name: team, decide: [U0123ABCDE2] }, { name: security, decide: [U0123ABCDE2] }]\n',
    ['14 policy.rules[0].stages asks for more people than may decide → fewer than 2, or more people in decide'],
  ],
  [
    'a name of a stage with spaces',
    '      decide: [U0123ABCDE2, W0123ABCDE3]\n',
    '      stages: [{ name: The Team, decide: [U0123ABCDE2] }]\n',
    ['14 policy.rules[0].stages[0].name is no name of a stage → lower-case letters, digits and -, such as security'],
  ],
  [
    'an escalation that nobody could fulfil',
    'operations:',
    'escalate: [{ peopleAbove: 50, quorum: 3 }]\n      operations:',
    ['12 policy.rules[0].escalate[0] asks for more people than may decide → fewer than 3, or more people in decide'],
  ],
  [
    'an escalation without a condition',
    'operations:',
    'escalate: [{ quorum: 2 }]\n      operations:',
    ['12 policy.rules[0].escalate[0] has no condition: peopleAbove, shareAbove or anyTarget'],
  ],
  [
    'an escalation that demands nothing',
    'operations:',
    'escalate: [{ peopleAbove: 2 }]\n      operations:',
    ['12 policy.rules[0].escalate[0] demands nothing: it needs quorum or stages'],
  ],
  [
    'a share that is a number',
    'operations:',
    'escalate: [{ shareAbove: 0.05, quorum: 2 }]\n      operations:',
    [
      '12 policy.rules[0].escalate[0].shareAbove is a number, not text: put it in quotes → a share of the directory, such as 5% or 0.5%',
    ],
  ],
  [
    'a share of everybody',
    'operations:',
    'escalate: [{ shareAbove: 100%, quorum: 2 }]\n      operations:',
    [
      '12 policy.rules[0].escalate[0].shareAbove is no share between 0% and 100% → a share of the directory, such as 5% or 0.5%',
    ],
  ],
  [
    'an unknown class of accounts',
    'operations:',
    'escalate: [{ anyTarget: [admins], quorum: 2 }]\n      operations:',
    ['12 policy.rules[0].escalate[0].anyTarget[0] is none of the possible values → one of pending, suspended, active'],
  ],
  [
    'a regular expression for tickets',
    'policy:',
    'policy:\n  reason: { tickets: ["^OPS-\\\\d+$"] }',
    [
      '10 policy.reason.tickets[0] is no pattern of a ticket number → fixed letters and then # for the digits, such as OPS-# (OPS-1, OPS-123, …); nothing else is a pattern',
    ],
  ],
  [
    'tickets without a reason',
    'policy:',
    'policy:\n  reason: { required: false, tickets: [OPS-#] }',
    ['10 policy.reason asks for tickets, and for no reason → { required: true, tickets: [OPS-#] }'],
  ],
  [
    'reminders out of order',
    'policy:',
    'policy:\n  remindAfter: [4h, 1h]',
    [
      '10 policy.remindAfter is not in ascending order → times after the submission, each later than the one before, such as [1h, 4h, 12h]; [] for no reminders',
    ],
  ],
  [
    'an address as an e-mail domain',
    'policy:',
    'people: { emailDomains: [ann@acme.example] }\npolicy:',
    ['9 people.emailDomains[0] is no domain → what stands behind the @, such as acme.example'],
  ],
  [
    'no e-mail domain',
    'policy:',
    'people: { emailDomains: [] }\npolicy:',
    [
      '9 people.emailDomains is empty, so no e-mail of any profile would count → a list of e-mail domains, such as [acme.example]; each exactly as it stands behind the @',
    ],
  ],
  [
    'rules that are no list',
    '    - directories: [quay]',
    '      directories: [quay]',
    ['10 policy.rules is keys and values, not a list → a list of rules; see muster.example.yaml'],
  ],
  [
    'a key that is no word',
    'channels:',
    '__proto__: {}\nchannels:',
    ['7 __proto__ has a key that cannot be used → a plain word'],
  ],
  [
    'a signing key that is none',
    'channels:',
    'audit:\n  signingKey: nonsense\nchannels:',
    [
      '8 audit.signingKey is no Ed25519 private key → a reference to the variable MUSTER_AUDIT_SIGNING_KEY, with the private key that muster audit keygen prints',
    ],
  ],
  [
    'places for checkpoints that nobody signs',
    'channels:',
    'audit:\n  checkpoints:\n    file: checkpoints.jsonl\nchannels:',
    ['7 audit.signingKey is missing, so there are no checkpoints to keep → the key that muster audit keygen prints'],
  ],
  [
    "a signing key's file without one",
    'channels:',
    'audit:\n  signingKeyFile: audit.key\nchannels:',
    [
      '8 audit.signingKeyFile is no file with an Ed25519 private key that can be read → the file muster audit keygen was written to',
    ],
  ],
  [
    'a cool-down too short to notice anything',
    'policy:',
    'safeguards: { coolDown: 1h }\npolicy:',
    [
      '9 safeguards.coolDown is too short for quay → 24h or more, or testing: true for quay where nobody would miss anything',
    ],
  ],
  [
    'safeguards of a directory that is not there',
    'policy:',
    'safeguards: { directories: { quai: { testing: true } } }\npolicy:',
    ['9 safeguards.directories.quai is no directory that is configured → quay?'],
  ],
  [
    'a cap that is no share',
    'policy:',
    'safeguards: { caps: { suspend: { percent: 120 } } }\npolicy:',
    ['9 safeguards.caps.suspend.percent is too big or too long → a share of the directory: 0 to 100'],
  ],
];
