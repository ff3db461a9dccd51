import type { Random } from '../../src/runtime/random.ts';
import { type Act, bodyOf } from './acts.ts';
import { among } from './forgeries.ts';

export interface HostileBody {
  readonly how: string;
  readonly body: Uint8Array | string;
  /** Otherwise as Slack sends it. */
  readonly headers?: Readonly<Record<string, string>>;
}

type Json = Readonly<Record<string, unknown>>;
type Path = readonly (string | number)[];

const isObject = (value: unknown): value is Json | unknown[] => typeof value === 'object' && value !== null;

/** Every place in a payload, the whole of it left out. */
function placesIn(value: unknown, path: Path = []): readonly Path[] {
  if (!isObject(value)) return [];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([name, inner]) => [[...path, name], ...placesIn(inner, [...path, name])]);
}

/** A copy with something else at this place; `undefined` takes it out. */
function withAt(value: unknown, [step, ...rest]: Path, put: unknown): unknown {
  if (step === undefined) return put;
  if (Array.isArray(value)) return value.map((one, at) => (at === step ? withAt(one, rest, put) : one));
  const own = (value ?? {}) as Json;
  return { ...own, [step]: withAt(own[step], rest, put) };
}

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((here, step) => (isObject(here) ? (here as Json)[step] : undefined), value);

const MARK = '"%HERE%"';

/** JSON as no serializer would write it: `text` stands where the mark is. */
const spliced = (payload: unknown, path: Path, text: string): string =>
  JSON.stringify(withAt(payload, path, '%HERE%')).replace(MARK, () => text);

const asForm = (payload: string): string => new URLSearchParams({ payload }).toString();

const POLLUTION = '{"isAdmin":true,"kind":"permitted","rights":"*","ask":["U0DAVE0001"],"toString":"x","then":1}';

/**
 * Bodies that Slack signs all the same and never sends: they come from people who may do nothing, so whatever is read into
 * them, nothing may come of it.
 */
export function hostileBodies(random: Random, acts: readonly Act[], ids: readonly string[]): () => HostileBody {
  const pick = among(random);
  const int = (to: number) => Math.floor(random.fraction() * to);
  const interactions = acts.filter(({ kind }) => kind === 'interaction').map(({ payload }) => payload);
  const commands = acts.filter(({ kind }) => kind === 'command');
  const uuid = () => {
    const digits = Buffer.from(random.bytes(16)).toString('hex');
    return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join(
      '-',
    );
  };
  const foreignValue = () =>
    pick<() => string>([
      () => `${uuid()}:${int(9)}`,
      () => `${pick(ids)}:${int(1_000)}`,
      () => `${pick(ids)}:${int(9)}:${int(99)}:dry`,
      () => `${pick(ids)}:-1`,
      () => `${pick(ids).toUpperCase()}:1`,
      () => `${pick(ids)}:1' or '1'='1`,
      () => `../../${pick(ids)}`,
      () => '',
      () => 'x'.repeat(100_000),
      () => `{"button":"${pick(ids)}:1","responseUrl":"https://elsewhere.example/x","phrase":null}`,
      () => `{"button":"${pick(ids)}:1","responseUrl":"http://169.254.169.254/latest","phrase":null,"approve":true}`,
      () => '{"kind":"wickr","files":[{"id":"F0","name":"a.csv"}],"columns":[],"__proto__":{"kind":"wickr"}}',
      () => '{"kind":"__proto__","files":[],"columns":[]}',
      () => '{"kind":"constructor","files":[],"columns":[{"index":1e9,"title":"x"}]}',
      () => `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
    ])();
  const otherType = () =>
    pick<unknown>([
      null,
      true,
      false,
      0,
      -1,
      1e308,
      '',
      'x',
      [],
      {},
      [[]],
      [null],
      { id: {} },
      'U0BOB00001'.repeat(500),
      '\u0000',
      '\ud800',
    ]);

  /** Where in a payload something can be put without making it another person's: that is Slack's to say. */
  const placeIn = (payload: Json): Path =>
    pick(placesIn(payload).filter(([first, second]) => !(first === 'user' && second === 'id') && first !== 'user_id'));
  const interaction = () => pick(interactions);
  const nested = (depth: number) =>
    pick([() => '['.repeat(depth) + ']'.repeat(depth), () => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`])();
  const nearText = (payload: Json) => {
    const value = foreignValue();
    return isObject(payload['view'])
      ? withAt(payload, ['view', 'private_metadata'], value)
      : withAt(payload, ['actions', 0, 'value'], value);
  };

  const ways: Readonly<Record<string, () => Omit<HostileBody, 'how'>>> = {
    'a prototype among the fields': () => {
      const payload = interaction();
      const places = placesIn(payload).filter(
        (path) => isObject(at(payload, path)) && !Array.isArray(at(payload, path)),
      );
      const name = pick(['__proto__', 'constructor', 'prototype']);
      return { body: asForm(spliced(payload, [...pick(places), name], POLLUTION)) };
    },
    'a prototype of the whole': () => {
      const text = JSON.stringify(interaction());
      return { body: asForm(`{"__proto__":${POLLUTION},"constructor":{"prototype":${POLLUTION}},${text.slice(1)}`) };
    },
    'a prototype in a form': () => ({
      body: `${bodyOf(pick(commands))}&__proto__=1&__proto__[isAdmin]=true&constructor[prototype][isAdmin]=true`,
    }),
    'fields that nobody knows': () => {
      const payload = interaction();
      return {
        body: asForm(
          JSON.stringify({ ...payload, approved: true, rights: '*', requester: 'U0ALICE001', dry_run: false }),
        ),
      };
    },
    'doubled fields': () => {
      const payload = interaction();
      const [name, value] = pick(Object.entries(payload).filter(([field]) => field !== 'user'));
      const text = JSON.stringify(payload);
      return {
        body: asForm(`${text.slice(0, -1)},${JSON.stringify(name)}:${JSON.stringify(pick([value, otherType()]))}}`),
      };
    },
    'doubled fields of a form': () => ({
      body: `${bodyOf(pick(commands))}&${pick(['text', 'trigger_id', 'team_id', 'command', 'response_url', 'channel_id'])}=${pick(['', 'x', 'help', 'suspend'])}`,
    }),
    'another type': () => {
      const payload = interaction();
      return { body: asForm(JSON.stringify(withAt(payload, placeIn(payload), otherType()))) };
    },
    'several other types': () => {
      let payload = interaction();
      for (let times = 0; times < 5; times += 1) payload = withAt(payload, placeIn(payload), otherType()) as Json;
      return { body: asForm(JSON.stringify(payload)) };
    },
    'a field left out': () => {
      const payload = interaction();
      return { body: asForm(JSON.stringify(withAt(payload, placeIn(payload), undefined))) };
    },
    'a field of a form left out': () => {
      const form = new URLSearchParams(bodyOf(pick(commands)));
      form.delete(pick(['text', 'trigger_id', 'team_id', 'response_url', 'channel_id', 'user_id']));
      return { body: form.toString() };
    },
    'the value or metadata of something else': () => ({ body: asForm(JSON.stringify(nearText(interaction()))) }),
    'deep nesting': () => {
      const payload = interaction();
      return { body: asForm(spliced(payload, placeIn(payload), nested(pick([100, 1_000, 20_000])))) };
    },
    'no payload at all': () => ({
      body: pick([
        '',
        'payload=',
        'payload',
        'payload=null',
        'payload=%5B%5D',
        'payload=1',
        'payload=%22x%22',
        'payload=%7B',
        'payload=%7B%7D',
        'payload=%7B%7D&payload=%7B%7D',
        '&&&=',
        '%',
        '%zz=%zz',
        'command=%2Fwickr',
      ]),
    }),
    'JSON instead of a form': () => ({
      body: pick([
        JSON.stringify(interaction()),
        '{}',
        'null',
        '[]',
        '{"type":"event_callback"}',
        '{"type":"url_verification","challenge":"x"}',
        '{"type":"event_callback","event":{"type":"__proto__","channel":{}}}',
      ]),
      headers: { 'content-type': 'application/json' },
    }),
    'another content type': () => ({
      body: bodyOf(pick(acts)),
      headers: {
        'content-type': pick([
          'text/plain',
          'multipart/form-data; boundary=x',
          'application/xml',
          'application/x-www-form-urlencoded; charset=utf-16',
          '__proto__',
          '',
        ]),
      },
    }),
    'another encoding': () => ({ body: Buffer.from(bodyOf(pick(acts)), pick(['utf16le', 'latin1'] as const)) }),
    'bytes that are no text': () => ({
      body: Buffer.concat([Buffer.from(bodyOf(pick(acts))), Buffer.from(random.bytes(32))]),
    }),
    'a mark of byte order': () => ({ body: `\ufeff${bodyOf(pick(acts))}` }),
    'said to be compressed': () => ({
      body: bodyOf(pick(acts)),
      headers: { 'content-encoding': pick(['gzip', 'br', 'x']) },
    }),
    'from elsewhere': () => ({
      body: asForm(JSON.stringify({ ...interaction(), team: { id: pick(['T0OTHER', '', '__proto__']) } })),
    }),
    'text of every kind': () => {
      const form = new URLSearchParams(bodyOf(pick(commands)));
      form.set(
        'text',
        pick([
          '<!channel> <@U0BOB00001|x> <https://x.example|y>',
          '\u202egnihtyreve',
          '\u0000\u0001\u001b[31m',
          '='.repeat(3_000),
          'suspend '.repeat(9_000),
          '"'.repeat(2_001),
          '<@'.repeat(5_000),
          '＠'.repeat(5_000),
        ]),
      );
      return { body: form.toString() };
    },
  };
  // Rare: Bolt waits three seconds for somebody to take what nobody listens for. And the large ones cost most.
  const rare: typeof ways = {
    'what nobody listens for': () => ({
      body: asForm(
        JSON.stringify({
          ...interaction(),
          type: pick(['view_closed', 'block_suggestion', 'shortcut', 'function_executed', 'x']),
        }),
      ),
    }),
    'more than a mebibyte': () => ({ body: `${bodyOf(pick(acts))}&x=${'x'.repeat(1024 * 1024)}` }),
    'nested without end': () => ({ body: asForm(spliced(interaction(), ['state'], nested(80_000))) }),
  };
  return () => {
    const from = random.fraction() < 0.02 ? rare : ways;
    const how = pick(Object.keys(from));
    const made = from[how]?.();
    if (made === undefined) throw new Error(`There is no way ${how}`);
    return { how, ...made };
  };
}
