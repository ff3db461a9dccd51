import { describe, expect, test } from 'vitest';
import {
  type AwsCredentials,
  credentialSource,
  rememberedCredentials,
} from '../../../src/directories/wickr/credentials.ts';
import { HandClock, NOW, newKeys } from './harness.ts';

const MINUTE = 60_000;

function temporary(lastsMs: number): AwsCredentials {
  return { ...newKeys(), expiration: new Date(NOW + lastsMs) };
}

function loader(...answers: (AwsCredentials | Error)[]) {
  const asked: boolean[] = [];
  const load = async ({ forceRefresh }: { forceRefresh: boolean }) => {
    asked.push(forceRefresh);
    const answer = answers.shift() ?? new Error('asked too often');
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, load };
}

describe('credentials', () => {
  test('are loaded once for many calls at once', async () => {
    const { asked, load } = loader(newKeys());
    const source = rememberedCredentials(load, new HandClock());

    const [first, second] = await Promise.all([source.current(), source.current()]);
    const third = await source.current();

    expect(new Set([first, second, third]).size).toBe(1);
    expect(asked).toEqual([false]);
  });

  test('are refreshed five minutes before they expire', async () => {
    const clock = new HandClock();
    const next = temporary(120 * MINUTE);
    const source = rememberedCredentials(loader(temporary(60 * MINUTE), next).load, clock);
    await source.current();

    clock.ms += 55 * MINUTE;

    expect(await source.current()).toBe(next);
  });

  test('still serve while they last when a refresh fails, and not a moment longer', async () => {
    const clock = new HandClock();
    const held = temporary(60 * MINUTE);
    const source = rememberedCredentials(loader(held, new Error('down'), new Error('still down')).load, clock);
    await source.current();

    clock.ms += 58 * MINUTE;
    expect(await source.current()).toBe(held);
    clock.ms += 2 * MINUTE;
    await expect(source.current()).rejects.toThrow('still down');
  });

  test('that were rejected are renewed once, however many calls were told off', async () => {
    const old = newKeys();
    const renewed = newKeys();
    const { asked, load } = loader(old, renewed);
    const source = rememberedCredentials(load, new HandClock());
    await source.current();

    const both = await Promise.all([source.renew(old), source.renew(old)]);
    const late = await source.renew(old);

    expect([...both, late]).toEqual([renewed, renewed, renewed]);
    expect(asked).toEqual([false, true]);
  });

  test('come from the environment that was handed in', async () => {
    const env = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'not-a-secret', AWS_SESSION_TOKEN: 'token' };

    const source = credentialSource({ settings: {}, region: 'us-east-1', env, clock: new HandClock() });

    expect(await source.current()).toEqual({
      accessKeyId: 'AKIDEXAMPLE',
      secretAccessKey: 'not-a-secret',
      sessionToken: 'token',
    });
  });
});
