import { expect, test } from 'vitest';
import { toJsonLine } from '../../src/audit/export/json-line.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { allEvents } from './chain-suite.ts';

const random = seededRandom();
const noise = (length: number): string =>
  Buffer.from(random.bytes(length * 2))
    .toString('base64')
    .replace(/[^A-Za-z0-9]/g, 'x')
    .slice(0, length);

/** Made up anew in each run of the tests, in the shapes that secrets have. */
const SHAPES: readonly ((value: string) => string)[] = [
  (value) => `xoxb-${value}`,
  (value) => `xapp-1-${value}`,
  (value) => `Bearer ${value}`,
  (value) => `password=${value}`,
  (value) => `client_secret: ${value}`,
  (value) => `eyJ${value}.${value}`,
  (value) => `https://hooks.slack.com/services/${value}`,
  (value) => `postgres://muster:${value}@db/muster`,
  (value) => `AKIA${value.toUpperCase()}`,
  (value) => `AWS4-HMAC-SHA256 Credential=${value}, Signature=${value}`,
];

test('of 50 planted secrets none, and of 50 e-mails none outside of their column, gets into the trail', async () => {
  const values = Array.from({ length: 50 }, () => noise(24));
  const secrets = values.map((value, n) => SHAPES[n % SHAPES.length]?.(value) ?? expect.fail());
  const emails = Array.from({ length: 50 }, (_, n) => `planted.person${n}@${n % 2 === 0 ? 'acme' : 'other'}.example`);
  const accounts = emails
    .slice(0, 30)
    .map((email, n) => account(String(900_000 + n), { email, label: `Planted ${email}` }));
  const domain = await buildDomain({ accounts });
  const { cast, directory, preview, store, submitted, useCases, runToEnd } = domain;
  const ids = accounts.map(({ id }) => id);
  let next = 0;
  const secret = (): string => secrets[next++ % 50] ?? '';
  const email = (): string => emails[next % 50] ?? '';

  const ask = (identifiers: Parameters<typeof preview>[0], who = cast.alice) =>
    useCases.preview({
      actor: actor(who),
      kind: 'wickr',
      operation: 'suspend',
      directory: null,
      people: { identifiers, unreadable: [{ typed: secret(), reason: `is nobody: ${secret()} ${email()}` }] },
      selection: null,
      options: { group: secret() },
      reason: `${email()} left, ${secret()}`,
    });
  for (let round = 0; round < 10; round += 1) {
    const typed = emails[30 + round] ?? '';
    await ask([
      ...byId(ids[round] ?? ''),
      { kind: 'email', email: typed, typed },
      { kind: 'email', email: secret(), typed: secret() },
    ]);
    await ask(byId(email(), secret()), cast.dave);
    const id = await submitted(byId(ids[10 + round] ?? ''));
    await useCases.reject(id, actor(cast.bob), `Not ${email()}, ask ${secret()}`);
    await useCases.reject(id, actor(cast.dave), `${email()} ${secret()}`);
  }
  directory.failing.set('900020', `${email()} failed: ${secret()}`);
  directory.faults.push({
    kind: 'answer',
    result: { kind: 'lost', requestId: null, reason: `reset ${secret()} ${email()}` },
  });
  await runToEnd(await submitted(byId(...ids.slice(20, 25))));
  const paused = await submitted(byId(...ids.slice(25, 28)));
  const reason = `Denied for ${secret()} and ${email()}`;
  directory.faults.push({ kind: 'answer', result: { kind: 'forbidden', requestId: null, reason } });
  await useCases.approve(paused, actor(cast.bob));
  const dispatcher = domain.newDispatcher();
  await dispatcher.start();
  await domain.clock.runUntil(async () => (await domain.state(paused)) === 'paused');
  await domain.stopped(dispatcher);
  expect(next).toBeGreaterThan(50);

  const events = (await allEvents(store)).map((event) => toJsonLine(event, null)).join('\n');
  const clear = await store.db.selectFrom('audit_clear').selectAll().execute();
  const columns = clear.map(({ clear: text, email: of, ...others }) => ({ text, of, others }));
  for (const value of [...values, ...values.map((one) => one.toUpperCase())]) {
    expect(events).not.toContain(value);
    expect(JSON.stringify(clear)).not.toContain(value);
  }
  for (const one of emails) {
    expect(events).not.toContain(one);
    expect(JSON.stringify(columns.map(({ others }) => others))).not.toContain(one);
  }
  expect(JSON.stringify(columns.map(({ text }) => text))).toContain(emails[0]);
});
