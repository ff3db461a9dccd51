import { expect, test } from 'vitest';
import { readManifest } from '../../../../sandbox/slack/manifest.ts';
import { escapeCommandText } from '../../../../sandbox/slack/person/escape.ts';
import { seedWorkspace } from '../../../../sandbox/slack/seed.ts';
import { Workspace } from '../../../../sandbox/slack/workspace.ts';
import { SimulatedClock } from '../../../support/simulated-clock.ts';

const workspace = new Workspace({ clock: new SimulatedClock(), manifest: readManifest(), seed: seedWorkspace() });

test.each([
  ['a person by handle', '@bob', '<@U0BOB00001|bob>'],
  ['a person in any case', '@BOB', '<@U0BOB00001|bob>'],
  ['people between commas', '@bob,@carol', '<@U0BOB00001|bob>,<@U0CAROL001|carol>'],
  ['a group', '@it-admins', '<!subteam^S0ITADMINS|@it-admins>'],
  ['everyone', '@channel @here', '<!channel> <!here>'],
  ['a name that nobody has', '@nobody-here', '@nobody-here'],
  ['a public channel', '#general', '<#C0GENERAL1|general>'],
  ['a private channel, without its name', '#it-approvals', '<#C0APPROVAL|>'],
  ['an address', 'erin@acme.example', '<mailto:erin@acme.example|erin@acme.example>'],
  ['a link', 'https://a.example/?x=1&y=2', '<https://a.example/?x=1&amp;y=2>'],
  ['signs that mean something to Slack', 'R&D <now>', 'R&amp;D &lt;now&gt;'],
  ['a mention that somebody made up', '<@U0BOB00001>', '&lt;@U0BOB00001&gt;'],
  ['a reason in quotation marks', '--reason "left, for good"', '--reason "left, for good"'],
])('%s', (_, typed, sent) => {
  expect(escapeCommandText(workspace, typed)).toBe(sent);
});
