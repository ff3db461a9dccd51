import { CommitUnknown, type StoreTrouble, StoreTroubled } from '../store/failure.ts';

const STORE: Readonly<Record<StoreTrouble, string>> = {
  unreachable: 'My database cannot be reached right now, so nothing was done. Try again in a minute.',
  full: 'The disk of my database is full, so I cannot store anything, and nothing was done. Whoever runs me has to make room; then try again.',
  'read-only':
    'My database takes no writes, so nothing was done. Whoever runs me has to make it writable; then try again.',
  'disk-fails':
    'The disk of my database fails, so nothing was done. Whoever runs me has to look at it before anybody tries again.',
};

/** What happened, what was not done, what next, and what to quote when asking for help. */
export function brokenText(error: unknown, reference: string): string {
  const ask = `If it keeps happening, tell whoever runs me: reference ${reference}.`;
  if (error instanceof CommitUnknown) {
    return `My database went away while I was storing this, and I could not find out whether it was kept. Look at the card or \`status\` before you try again. ${ask}`;
  }
  if (error instanceof StoreTroubled) return `${STORE[error.trouble]} ${ask}`;
  return `Something went wrong on my side, and I could not finish this. Nothing more will happen because of it. Check \`status\` or the card, then try again. ${ask}`;
}
