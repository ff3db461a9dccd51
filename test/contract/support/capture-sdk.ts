import { listen } from '../../../sandbox/far-end/listen.ts';
import { readQuery, readWireRequest } from '../../../sandbox/far-end/wire.ts';
import { exampleKey } from '../../../sandbox/genauth/server.ts';
import { callSdk, type SdkCase } from './call-sdk.ts';

/** A request as it came over the wire. */
export interface CapturedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Decoded, in the order of the wire. */
  readonly query: readonly (readonly [string, string])[];
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for a GET. */
  readonly body: string;
}

/** What authing-node-sdk sends for each of the cases, signed with the documentation's example key. */
export async function captureSdk(cases: readonly SdkCase[]): Promise<readonly CapturedRequest[]> {
  const recorder = await startRecorder();
  try {
    const { poolId: accessKeyId, secret: accessKeySecret } = exampleKey;
    await callSdk({ accessKeyId, accessKeySecret, host: recorder.url }, cases);
  } finally {
    await recorder.close();
  }
  return recorder.requests;
}

/** A loopback server that writes down what it is sent and answers an empty success: point any client at it. */
export async function startRecorder() {
  const requests: CapturedRequest[] = [];
  const recorder = await listen({
    pathPrefix: '',
    stop() {},
    async handle(request, response) {
      const { method, path, query, headers, body } = await readWireRequest(request);
      requests.push({
        method,
        path,
        query: readQuery(query) ?? [],
        headers: Object.fromEntries(headers),
        body: body.toString(),
      });
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"statusCode":200,"message":"","data":{}}');
    },
  });
  return { ...recorder, requests };
}

const different = [
  'date',
  'authorization',
  'user-agent',
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'accept-encoding',
];

/**
 * The request without what differs from one to the next, or says only which client sent it: nonce, date, signature, user
 * agent, SDK version and what belongs to the connection. Two of these are equal when both clients ask the same thing.
 */
export function comparable(request: CapturedRequest): CapturedRequest {
  const headers = Object.entries(request.headers).filter(
    ([name]) => !different.includes(name) && !/^x-(authing|genauth)-(signature-nonce|sdk-version)$/.test(name),
  );
  return { ...request, headers: Object.fromEntries(headers.sort(([one], [other]) => (one < other ? -1 : 1))) };
}
