import { expect, test } from 'vitest';
import { measuredRate } from '../../src/dispatch/speed-records.ts';
import type { RequestId } from '../../src/ids.ts';
import { speedSentence } from '../../src/report/speed-words.ts';
import { stateSentence } from '../../src/report/state-sentence.ts';
import { slackPen } from '../../src/slack/blocks/text.ts';
import { SUSPEND } from '../slack/support/views.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';

const many = Array.from({ length: 1_000 }, (_, index) => account(String(1_000 + index)));

async function running(pace: Parameters<typeof buildDomain>[0]['pace'] & {}, requests = 1) {
  const domain = await buildDomain({ accounts: many, pace });
  const ids: RequestId[] = [];
  const share = many.length / requests;
  for (let index = 0; index < requests; index += 1) {
    const some = many.slice(index * share, (index + 1) * share).map(({ id }) => id);
    const id = await domain.submitted(byId(...some));
    await domain.useCases.approve(id, actor(domain.cast.bob));
    ids.push(id);
  }
  await domain.newDispatcher().start();
  const sentence = async (id = ids[0] as RequestId) => stateSentence(await domain.view(id), SUSPEND, slackPen);
  const afterCalls = (calls: number) => domain.clock.runUntil(() => domain.directory.calls.length === calls);
  return { ...domain, ids, sentence, afterCalls };
}

test('a card says how fast its calls really are, and that the configured pace limits them', async () => {
  const { sentence, afterCalls } = await running({ callsPerSecond: 2, inFlight: 1 });
  await afterCalls(8);

  expect(await sentence()).toContain('2 calls/s, limited by the configured pace.');
});

test('calls that take their time are what limits a pace that would allow more', async () => {
  const { directory, sentence, afterCalls } = await running({ callsPerSecond: 50, inFlight: 1 });
  directory.latencyMs = 2_000;
  await afterCalls(8);

  expect(await sentence()).toContain('0.5 calls/s, limited by how long each call takes.');
});

test('a directory that was found to allow less is what limits', async () => {
  const { directory, sentence, afterCalls } = await running({ callsPerSecond: 4, inFlight: 1, atMost: 50 });
  await afterCalls(6);
  directory.faults.push({ kind: 'answer', result: { kind: 'throttled', requestId: 'r', retryAfterMs: 100 } });
  await afterCalls(18);

  expect(await sentence()).toMatch(/ [34]\.\d calls\/s, limited by the directory\./);
});

test('two requests take turns and their cards say so', async () => {
  const { sentence, afterCalls } = await running({ callsPerSecond: 4, inFlight: 1 }, 2);
  await afterCalls(14);

  expect(await sentence()).toContain('2 calls/s, limited by the configured pace, taking turns with 1 other request.');
});

test('every card of a directory that asked for a rest says so, and is written anew once', async () => {
  const { clock, directory, ids, sentence, view, afterCalls } = await running({ callsPerSecond: 4, inFlight: 1 }, 2);
  await afterCalls(6);
  const versions = async () => Promise.all(ids.map(async (id) => (await view(id)).request.version));
  directory.faults.push({ kind: 'answer', result: { kind: 'throttled', requestId: 'r', retryAfterMs: 12_000 } });
  await afterCalls(7);
  const before = await versions();
  clock.advance(directory.latencyMs);
  await clock.runUntil(async () => /Waiting/.test(await sentence()));

  for (const id of ids) expect(await sentence(id)).toContain('Waiting 12 s: the directory asked for a slower pace.');
  const resting = await versions();
  expect(resting.every((version, index) => version > (before[index] ?? 0))).toBe(true);
  clock.advance(5_000);
  await clock.runUntil(() => true);
  expect(await versions()).toEqual(resting);
});

test('too few calls, or all at one moment, say nothing', () => {
  expect(measuredRate([])).toBeNull();
  expect(measuredRate([2_000, 1_000])).toBeNull();
  expect(measuredRate([1_000, 1_000, 1_000])).toBeNull();
  expect(measuredRate([100_000, 99_000, 98_000, 1_000])).toBe(1);
  expect(speedSentence({ callsPerSecond: null, limitedBy: 'pace', sharedWith: 0 })).toBe('');
  expect(speedSentence({ callsPerSecond: 12.4, limitedBy: 'finding', sharedWith: 1_200 })).toBe(
    '12 calls/s, still finding out how much the directory allows, taking turns with 1,200 other requests.',
  );
});

test('an absurd wait is cut to a quarter of an hour, and the card says that it is not believed', async () => {
  const { clock, directory, sentence, afterCalls } = await running({ callsPerSecond: 4, inFlight: 1 });
  directory.faults.push({
    kind: 'answer',
    result: { kind: 'throttled', requestId: 'r', retryAfterMs: 30 * 86_400_000 },
  });
  await afterCalls(1);
  const at = clock.now();
  await clock.runUntil(async () => /Waiting/.test(await sentence()));

  expect(await sentence()).toContain('for a longer wait than is believed; it is asked again then.');
  await afterCalls(2);
  expect(clock.now() - at).toBe(15 * 60_000 + directory.latencyMs);
});
