import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { toJsonLine } from '../../src/audit/export/json-line.ts';
import { eventJsonSchema } from '../../src/audit/kinds/json-schema.ts';
import { requestId, slackTeamId } from '../../src/ids.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';
import { NO_SAFEGUARDS } from '../support/safeguards.ts';
import { allEvents, expectWholeChain } from './chain-suite.ts';
import { ofKind, trail } from './trail.ts';

const domainOf = async (people: number) => {
  const accounts = Array.from({ length: people }, (_, index) => account(String(1_000 + index)));
  const domain = await buildDomain({ accounts });
  return { ...domain, ids: accounts.map(({ id }) => id) };
};

test('every line of an export is as the JSON Schema says that exporters are given', async () => {
  const { ids, runToEnd, store, submitted } = await domainOf(3);
  await runToEnd(await submitted(byId(...ids)));
  const accepts = new Ajv2020({ strict: false }).compile(eventJsonSchema());

  for (const event of await allEvents(store)) {
    const line = JSON.parse(toJsonLine(event, null));
    expect(accepts(line), JSON.stringify([line, accepts.errors])).toBe(true);
    expect(accepts({ ...line, kind: 'other' })).toBe(false);
    expect(accepts({ ...line, data: { ...line.data, surplus: 1 } })).toBe(false);
  }
});

describe('the trail of a request', () => {
  test('tells who asked, who decided on which digest, each call and each outcome with before and after', async () => {
    const { cast, directory, ids, runToEnd, store, submitted, view } = await domainOf(60);
    directory.faults.push({ kind: 'lost-after-effect' });
    const id = await submitted(byId(...ids));

    await runToEnd(id);

    const events = await trail(store);
    const { digest } = (await view(id)).request;
    expect(ofKind(events, 'request.drafted')[0]).toMatchObject({ actor: cast.alice, requestId: id, data: { digest } });
    expect(ofKind(events, 'decision.approve')[0]).toMatchObject({
      actor: cast.bob,
      data: { digest, identity: 'slack', stage: expect.any(String), team: expect.any(String) },
    });
    const intended = ofKind(events, 'call.intended');
    const ended = ofKind(events, 'call.ended');
    expect(intended.map(({ data }) => [data.batch, data.attempt])).toEqual(
      ended.map(({ data }) => [data.batch, data.attempt]),
    );
    expect(ended.map(({ data }) => data.result)).toContain('lost');
    for (const { data } of ended) expect(data.durationMs).toBeGreaterThanOrEqual(0);
    const outcomes = ofKind(events, 'batch.settled').flatMap(({ data }) => data.outcomes);
    expect(outcomes.length).toBe(60);
    const named = ofKind(events, 'request.people').flatMap(({ data }) =>
      data.people.map(({ person }) => person.sealed),
    );
    expect(outcomes.map(({ person }) => person.sealed).toSorted()).toEqual(named.toSorted());
    const readBack = outcomes.filter(({ evidence }) => evidence === 'read-back');
    expect(readBack.length).toBeGreaterThan(0);
    for (const { before, after } of readBack) expect([before?.suspended, after?.suspended]).toEqual([false, true]);
    expectWholeChain(await allEvents(store));
  });

  test('holds every refusal: of asking, deciding, steering, and of clicks that came too late', async () => {
    const { cast, ids, preview, store, submitted, useCases } = await domainOf(1);
    const id = await submitted(byId(...ids));
    await preview(byId(...ids), 'suspend', cast.dave);
    await useCases.approve(id, actor(cast.alice));
    await useCases.approve(id, actor(cast.dave));
    await useCases.mayDecide(id, actor(cast.dave));
    await useCases.withdraw(id, actor(cast.bob));
    await useCases.stop(id, { id: cast.bob, teamId: slackTeamId('T0OTHER') });
    await useCases.reject(id, actor(cast.bob), 'not them');
    await useCases.approve(id, actor(cast.carol));

    const refusals = ofKind(await trail(store), 'refused');

    expect(refusals.map(({ actor: who, requestId: about, data }) => [who, about, data.what, data.why])).toEqual([
      [cast.dave, null, 'preview', 'refused'],
      [cast.alice, id, 'approve', 'refused'],
      [cast.dave, id, 'approve', 'refused'],
      [cast.dave, id, 'decide', 'refused'],
      [cast.bob, id, 'withdraw', 'refused'],
      [cast.bob, id, 'stop', 'refused'],
      [cast.carol, id, 'approve', 'too-late'],
    ]);
  });

  test("names the safeguard that refused, and none where it was somebody's rights", async () => {
    const accounts = ['1', '2', '3'].map((id) => account(id));
    const caps = { ...NO_SAFEGUARDS.caps, suspend: { people: 1, percent: 1, small: 1 } };
    const { cast, preview, store } = await buildDomain({ accounts, safeguards: { ...NO_SAFEGUARDS, caps } });

    await preview(byId('1', '2'));
    await preview(byId('1'), 'suspend', cast.dave);

    expect(ofKind(await trail(store), 'refused').map(({ data }) => data.rule)).toEqual(['cap', undefined]);
  });

  test('does not take up an id that somebody made up', async () => {
    const { cast, store, useCases } = await domainOf(1);

    await useCases.approve(requestId('erin@acme.example'), actor(cast.bob));

    const events = await allEvents(store);
    expect(ofKind(await trail(store), 'refused')).toMatchObject([{ requestId: null, data: { what: 'approve' } }]);
    expect(JSON.stringify(events)).not.toContain('erin@acme.example');
  });

  test('does not take up what somebody typed where a directory or an operation belongs', async () => {
    const { cast, ids, store, useCases } = await domainOf(1);
    const people = { identifiers: byId(...ids), unreadable: [] };
    const ask = { actor: actor(cast.dave), kind: 'wickr', people, selection: null, options: {}, reason: 'frank left' };

    await useCases.preview({ ...ask, directory: 'erin@acme.example', operation: 'suspend' });
    await useCases.preview({ ...ask, directory: 'acme-prod', operation: 'erin@acme.example' });

    expect(JSON.stringify(await allEvents(store))).not.toMatch(/erin|frank/);
    expect(ofKind(await trail(store), 'refused').map(({ data }) => [data.directory, data.operation])).toEqual([
      [null, 'suspend'],
      ['acme-prod', null],
    ]);
  });

  test('says that people were looked up, and not who', async () => {
    const { cast, ids, store, useCases } = await domainOf(2);
    const people = { identifiers: byId(...ids), unreadable: [] };

    await useCases.lookup({ actor: actor(cast.alice), kind: 'wickr', directory: null, people });

    expect(ofKind(await trail(store), 'people.looked-up').length + ofKind(await trail(store), 'refused').length).toBe(
      1,
    );
  });
});
