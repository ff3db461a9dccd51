import { request } from 'undici';
import type { Clock } from '../../runtime/clock.ts';
import { type Finding, fails, fine, warns } from './finding.ts';

const WITHIN_MS = 5_000;
/** A Date header has whole seconds, and an answer takes its time. */
const NOTICEABLE_MS = 5_000;
/** AWS refuses signatures five minutes off, and GenAuth is believed to: https://docs.aws.amazon.com/general/latest/gr/sigv4_troubleshooting.html */
const REFUSED_MS = 5 * 60_000;

const TODO = 'Let this machine take its time from NTP.';

/** Our clock against the Date header of a far end, asked without any key. `name`: "Slack". */
export async function checkClock(name: string, address: URL, clock: Clock): Promise<Finding> {
  const check = `Clock and ${name}`;
  try {
    const { headers, body } = await request(address.origin, { method: 'HEAD', signal: AbortSignal.timeout(WITHIN_MS) });
    await body.dump();
    const offsetMs = clock.now() - Date.parse(String(headers['date'] ?? ''));
    if (Number.isNaN(offsetMs)) return warns(check, 'It does not tell its time.', TODO);
    const seconds = Math.round(Math.abs(offsetMs) / 1_000);
    const words = `Ours is ${seconds} s ${offsetMs < 0 ? 'behind' : 'ahead'}.`;
    if (Math.abs(offsetMs) >= REFUSED_MS) return fails(check, words, TODO);
    return Math.abs(offsetMs) < NOTICEABLE_MS ? fine(check, 'They agree.') : warns(check, words, TODO);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return warns(check, `It could not be asked: ${reason}.`, 'Check the address and the network between.');
  }
}
