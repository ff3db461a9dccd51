import type { Speed } from '../dispatch/speed-records.ts';
import { grouped } from './wording.ts';

const LIMITS: Readonly<Record<Speed['limitedBy'], string>> = {
  directory: 'limited by the directory',
  pace: 'limited by the configured pace',
  finding: 'still finding out how much the directory allows',
  calls: 'limited by how long each call takes',
};

/** "3.8 calls/s, limited by the directory." Empty while there are too few calls to tell. */
export function speedSentence({ callsPerSecond, limitedBy, sharedWith }: Speed): string {
  if (callsPerSecond === null) return '';
  const shared =
    sharedWith === 0
      ? ''
      : `, taking turns with ${sharedWith === 1 ? '1 other request' : `${grouped(sharedWith)} other requests`}`;
  return `${rate(callsPerSecond)} calls/s, ${LIMITS[limitedBy]}${shared}.`;
}

/** Two significant digits below ten: "0.25", "3.8", "12". */
const rate = (perSecond: number): string =>
  perSecond >= 10 ? perSecond.toFixed(0) : String(Number(perSecond.toPrecision(2)));
