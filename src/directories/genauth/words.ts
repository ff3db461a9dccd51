import type { IncomingHttpHeaders } from 'node:http';
import { capped } from '../http/capped.ts';
import { clockSkew } from '../http/clock-skew.ts';
import { headerText } from '../http/retry-after.ts';
import type { Meaning } from './codes.ts';

export interface Spoken {
  readonly meaning: Meaning;
  readonly status: number;
  readonly apiCode: number | null;
  /** What the service wrote. */
  readonly message: string | null;
  readonly headers: IncomingHttpHeaders;
  readonly nowMs: number;
}

/** Why a call failed, in a sentence for a person. The only place that turns codes into words. */
export function reasonOf(spoken: Spoken): string {
  const { status, apiCode, message } = spoken;
  const code = apiCode === null ? String(status) : `${status}, code ${apiCode}`;
  const said = capped(message ?? '');
  const ours = ownWords(spoken);
  if (ours === null) return said || `GenAuth answered ${code} and gave no reason`;
  return said ? `${ours} (${code}: ${said})` : `${ours} (${code})`;
}

/** Null where the service's own words are the best there are. */
function ownWords({ meaning, apiCode, headers, nowMs }: Spoken): string | null {
  switch (meaning.kind) {
    case 'blocked':
      return meaning.cause === 'clock' ? clockWords(headers, nowMs) : blockedWords(meaning.cause, apiCode);
    case 'person':
      return PERSON[meaning.problem];
    case 'invalid':
      return meaning.problem === 'application' ? 'The pool has no such application' : null;
    case 'throttled':
      return 'GenAuth is busy and asks us to slow down';
    case 'declined':
      return 'GenAuth says that it did not succeed, and not for whom';
    case 'unavailable':
      return 'GenAuth is out of order';
    case 'extension':
      return "The pool's own pipeline or custom database failed";
    case 'replayed':
      return 'GenAuth has seen this very request already, so an earlier copy arrived and its answer was lost';
    case 'unexpected':
      return headerText(headers['location']) === null
        ? 'The answer was none that GenAuth documents'
        : 'The host sends us elsewhere, which Muster does not follow: check host';
  }
}

const PERSON = {
  'not-found': 'GenAuth knows no such user',
  locked: 'The user is locked',
  inactive: 'The user is stopped or no member of the tenant',
} as const;

function blockedWords(cause: Exclude<Extract<Meaning, { kind: 'blocked' }>['cause'], 'clock'>, apiCode: number | null) {
  switch (cause) {
    case 'credentials':
      return 'GenAuth does not accept our access key: check accessKeyId and accessKeySecret';
    case 'signature':
      return SIGNATURE.get(apiCode ?? 0) ?? 'GenAuth refused our signature';
    case 'pool':
      return 'There is no such user pool, or no GenAuth, at this host: check host and accessKeyId';
    case 'forbidden':
      return 'GenAuth does not allow this with our access key';
    case 'plan':
      return "The pool's plan or billing does not allow it";
    case 'unsupported':
      return 'This deployment of GenAuth does not offer the operation';
  }
}

const SIGNATURE: ReadonlyMap<number, string> = new Map([
  [1300, 'GenAuth refused our signature: check accessKeySecret, signature.headerPrefix and signature.scheme'],
  [1301, 'GenAuth expects another signature method: use auth: token'],
  [1302, 'GenAuth expects another signature version: use auth: token'],
  [1303, "GenAuth cannot read the request's time: look for a proxy that rewrites the date header, or use auth: token"],
  [1304, "GenAuth misses the request's time: look for a proxy that drops the date header, or use auth: token"],
]);

function clockWords(headers: IncomingHttpHeaders, nowMs: number): string {
  const refused = "GenAuth refused the request's time";
  const skew = clockSkew(headers, nowMs);
  if (skew !== null) return `${refused}: this machine's clock is ${skew} GenAuth's`;
  return headerText(headers['date']) === null
    ? `${refused}: check this machine's clock`
    : `${refused}, although this machine's clock agrees with GenAuth's to the minute: look for a proxy that holds requests back`;
}
