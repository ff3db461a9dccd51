import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const SANDBOX_CONFIG = join(import.meta.dirname, '../../sandbox/muster.yaml');

/** For tests about something else: nothing is too many and nothing waits. */
const IN_NOBODYS_WAY = `
safeguards:
  largeFrom: 1000000
  caps:
    suspend: { people: 1000000, percent: 100 }
    irreversible: { people: 1000000, percent: 100 }
  directories:
    acme-prod:
      testing: true
      coolDown: none
      readingTime: none
    acme-pool:
      testing: true
      coolDown: none
      readingTime: none
`;

/** The sandbox's configuration at another pace, without safeguards that a test would have to wait for. */
export function sandboxYaml(callsPerSecond: number): string {
  const text = readFileSync(SANDBOX_CONFIG, 'utf8').replace(/callsPerSecond: .*/g, `callsPerSecond: ${callsPerSecond}`);
  const rest = text.slice(0, text.indexOf('\n# Cut down to'));
  // Neither at the end, where tests add rules, nor before the channels, where they add directories.
  return rest.replace('\npolicy:', `${IN_NOBODYS_WAY}\npolicy:`);
}
