import { expect, test } from 'vitest';
import { generateKeys } from '../../src/audit/checkpoints/keys.ts';
import { digestConfiguration, noteConfiguration } from '../../src/audit/configuration.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { systemRandom } from '../../src/runtime/random.ts';
import { openStore } from '../../src/store/open-store.ts';
import { createScrubText } from '../../src/telemetry/scrub-text.ts';
import { goodYaml, mustBeGood, sandboxEnv, variable } from '../config/harness.ts';
import { quietLog } from '../support/quiet-log.ts';
import { ofKind, trail } from './trail.ts';

const digestOf = (yaml: string, env: Readonly<Record<string, string>> = sandboxEnv) =>
  digestConfiguration(mustBeGood(yaml, env).config, createScrubText(Object.values(env)));

test('another configuration is an event at start that says which section it is, and the same one is none', async () => {
  const store = await openStore({ url: 'sqlite::memory:', log: quietLog });
  const deps = { store, clock: systemClock, random: systemRandom };
  const before = digestOf(goodYaml);
  const after = digestOf(goodYaml.replace('U0123ABCDE2', 'U0123ABCDE9'));

  const noted = [];
  for (const digest of [before, before, after, after, before]) noted.push(await noteConfiguration(deps, digest));

  expect(noted).toEqual([true, false, true, false, true]);
  const changes = ofKind(await trail(store), 'config.changed').map(({ data }) => data.sections);
  const differing = Object.keys(changes[0] ?? {}).filter((name) => changes[0]?.[name] !== changes[1]?.[name]);
  expect(differing).toEqual(['policy']);
  await store.close();
});

test('secrets are no part of it: renewing one changes nothing', () => {
  const withKey = `${goodYaml}\naudit:\n  signingKey: "${variable('MUSTER_AUDIT_SIGNING_KEY')}"\n  checkpoints:\n    file: kept.jsonl\n`;
  const digests = [1, 2].map((round) =>
    digestOf(withKey, {
      ...sandboxEnv,
      SLACK_BOT_TOKEN: `xoxb-sandbox-${round}`,
      SLACK_APP_TOKEN: `xapp-sandbox-${round}`,
      MUSTER_AUDIT_SIGNING_KEY: generateKeys().privateKey,
    }),
  );

  expect(digests[0]).toEqual(digests[1]);
});

test('every other change is seen', () => {
  const changed = [
    goodYaml,
    goodYaml.replace('region: north', 'region: south'),
    goodYaml.replace('region: north', 'region: north\n    protected: ["17"]'),
    goodYaml.replace('C0123ABCDEF', 'C0123ABCDEG'),
    goodYaml.replace('[suspend, unsuspend]', '"*"'),
  ].map((yaml) => digestOf(yaml).digest);

  expect(new Set(changed).size).toBe(changed.length);
});
