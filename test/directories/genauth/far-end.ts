import { type Behaviour, FarEnd, json, type Seen } from '../wickr/far-end.ts';

export { cutShort, deadAddress, FarEnd, json, reset, silence, stalled, text } from '../wickr/far-end.ts';

/** A success as the service wraps it. */
export const ok = (data: unknown): Behaviour => json(200, { statusCode: 200, message: '', requestId: 'req-ok', data });

/** A failure as the service wraps it: HTTP says 200 unless told otherwise. */
export const refused = (
  statusCode: number,
  apiCode?: number | string,
  {
    http = 200,
    message = 'said so',
    headers = {},
  }: { http?: number; message?: string; headers?: Record<string, string> } = {},
): Behaviour => json(http, { statusCode, message, apiCode, requestId: 'req-no' }, headers);

/** Shaped like a JWT, signed by nobody. */
export function madeUpToken(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [part({ alg: 'none' }), part(claims), 'x'].join('.');
}

/** `number` tells tokens apart. */
export const token = (number: number, lastsS = 7_200): Behaviour =>
  ok({ access_token: madeUpToken({ number, scoped_userpool_id: 'pool-of-token' }), expires_in: lastsS });

/** A far end that hands out tokens beside everything else, numbered from 1 unless scripted. */
export class PoolEnd implements AsyncDisposable {
  readonly farEnd: FarEnd;
  readonly tokens: Behaviour[] = [];
  readonly answers: Behaviour[] = [];
  #handedOut = 0;

  private constructor(farEnd: FarEnd) {
    this.farEnd = farEnd;
    farEnd.always((response, seen) => {
      const behaviour = isTokenCall(seen) ? this.#nextToken() : (this.answers.shift() ?? refused(500));
      behaviour(response, seen);
    });
  }

  static async open(): Promise<PoolEnd> {
    return new PoolEnd(await FarEnd.open());
  }

  get tokenCalls(): Seen[] {
    return this.farEnd.seen.filter(isTokenCall);
  }

  get calls(): Seen[] {
    return this.farEnd.seen.filter((seen) => !isTokenCall(seen));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.farEnd[Symbol.asyncDispose]();
  }

  #nextToken(): Behaviour {
    this.#handedOut += 1;
    return this.tokens.shift() ?? token(this.#handedOut);
  }
}

const isTokenCall = ({ path }: Seen): boolean => path === '/api/v3/get-management-token';
