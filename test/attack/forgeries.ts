import type { Random } from '../../src/runtime/random.ts';
import type { Besieged, Headers } from './besieged.ts';

export interface Forgery {
  readonly how: string;
  readonly headers: Headers;
  readonly body: Uint8Array | string;
}

const STAMP = 'x-slack-request-timestamp';
const SIGNATURE = 'x-slack-signature';

export const among =
  (random: Random) =>
  <T>(some: readonly T[]): T =>
    some[Math.floor(random.fraction() * some.length)] as T;

const hex = (random: Random, bytes: number): string => Buffer.from(random.bytes(bytes)).toString('hex');

/** One character of a text, replaced by another one. */
function slip(text: string, random: Random, alphabet: string): string {
  const at = Math.floor(random.fraction() * text.length);
  const others = [...alphabet].filter((letter) => letter !== text[at]);
  return text.slice(0, at) + among(random)(others) + text.slice(at + 1);
}

/**
 * Requests that Slack did not send like this: forged, altered, kept for long or for later, or sent before. `bodies` are what
 * Slack would send; `sent` are requests it did send, which were let in once.
 */
export function forger(
  { signed }: Pick<Besieged, 'signed'>,
  random: Random,
  bodies: readonly string[],
  sent: readonly Pick<Forgery, 'headers' | 'body'>[],
): () => Forgery {
  const pick = among(random);
  const int = (from: number, to: number) => from + Math.floor(random.fraction() * (to - from + 1));
  const altering = (name: string, alter: (value: string) => string) => (body: string) => {
    const headers = signed(body);
    return { headers: { ...headers, [name]: alter(headers[name] ?? '') }, body };
  };
  const without = (name: string) => (body: string) => ({
    headers: Object.fromEntries(Object.entries(signed(body)).filter(([header]) => header !== name)),
    body,
  });

  const ways: Readonly<Record<string, (body: string) => Omit<Forgery, 'how'>>> = {
    'signed with another secret': (body) => ({ headers: signed(body, { secret: hex(random, 16) }), body }),
    'signed for another body': (body) => ({ headers: signed(pick(bodies.filter((one) => one !== body))), body }),
    'a byte of the body changed': (body) => ({ headers: signed(body), body: slip(body, random, 'abcXYZ012%&=+') }),
    'something added to the body': (body) => ({
      headers: signed(body),
      body: body + pick(['&', '&payload=%7B%7D', '&user_id=U0BOB00001', '&ssl_check=1', '\n', '\0', ' ']),
    }),
    'the body cut off': (body) => ({ headers: signed(body), body: body.slice(0, int(0, body.length - 1)) }),
    'the body in another encoding': (body) => ({ headers: signed(body), body: Buffer.from(body, 'utf16le') }),
    'a digit of the signature changed': altering(
      SIGNATURE,
      (it) => `v0=${slip(it.slice(3), random, '0123456789abcdef')}`,
    ),
    'the signature cut off': altering(SIGNATURE, (it) => it.slice(0, int(0, it.length - 1))),
    'a longer signature': altering(SIGNATURE, (it) => it + pick(['0', '=', '=x', ',v0=00', ' v0=00', hex(random, 4)])),
    'the signature in capitals': altering(SIGNATURE, (it) => it.toUpperCase()),
    'another version of signature': altering(SIGNATURE, (it) =>
      it.replace('v0=', pick(['v1=', 'v00=', '', 'V0=', '='])),
    ),
    'no signature': without(SIGNATURE),
    'no stamp': without(STAMP),
    'another stamp': altering(STAMP, (it) => String(Number(it) + pick([-1, 1]) * int(1, 1_000_000))),
    'another spelling of the stamp': altering(STAMP, (it) =>
      pick([
        `+${it}`,
        `${it}.0`,
        `0${it}`.padStart(13, '0'),
        `${it}e0`,
        `0x${Number(it).toString(16)}`,
        `${it},${it}`,
        '',
      ]),
    ),
    'no number for a stamp': altering(STAMP, () => pick(['now', 'NaN', 'Infinity', '-1', '1e99', '9'.repeat(40)])),
    'kept for too long': (body) => ({ headers: signed(body, { ageS: int(310, 400_000_000) }), body }),
    'kept for later': (body) => ({ headers: signed(body, { ageS: -int(70, 400_000_000) }), body }),
    replayed: () => pick(sent),
    'replayed with other headers': () => {
      const { headers, body } = pick(sent);
      const more = pick([
        { 'x-slack-retry-num': '1' },
        { 'x-forwarded-for': '127.0.0.1' },
        { 'user-agent': 'Slackbot 1.0' },
      ]);
      return { headers: { ...headers, ...more }, body };
    },
    'replayed as JSON': () => {
      const { headers, body } = pick(sent);
      return { headers: { ...headers, 'content-type': 'application/json' }, body };
    },
  };
  const names = Object.keys(ways);
  return () => {
    const how = pick(names);
    const forged = ways[how]?.(pick(bodies));
    if (forged === undefined) throw new Error(`There is no way ${how}`);
    return { how, ...forged };
  };
}
