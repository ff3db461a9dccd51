import { describe, expect, test } from 'vitest';
import { hasPostgres } from '../support/postgres-cluster.ts';
import { describeReport, killLoop } from './kill/loop.ts';

const PEOPLE = 1_000;
const SEED = 20_261_121;

const say = (text: string) => process.stdout.write(`${text}\n`);

test('killed 25 times during runs of 1,000 people, it loses nobody, changes nobody twice, and the thread is whole', async () => {
  const report = await killLoop({ store: 'sqlite', cycles: 25, people: PEOPLE, seed: SEED, say });

  say(describeReport(report));
  expect(report.problems).toEqual([]);
  expect(report.duringRuns).toBeGreaterThanOrEqual(10);
});

describe.skipIf(!hasPostgres())('with two replicas on Postgres', () => {
  test('replicas and the server are killed and frozen 25 times, and the promise holds', async () => {
    const report = await killLoop({ store: 'postgres', cycles: 25, people: PEOPLE, seed: 1, say });

    say(describeReport(report));
    expect(report.problems).toEqual([]);
    expect(report.duringRuns).toBeGreaterThanOrEqual(10);
    expect(report.blows.terminate).toBeGreaterThan(0);
    expect(report.blows.freeze).toBeGreaterThan(0);
    expect(report.blows['kill-server']).toBeGreaterThan(0);
  });
});
