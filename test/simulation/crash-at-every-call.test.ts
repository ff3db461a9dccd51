import { expect, test } from 'vitest';
import { quietLog } from '../support/quiet-log.ts';
import { cutEverywhere } from './cut-run.ts';
import { WickrSite } from './far-ends/wickr/site.ts';
import { REFERENCE_REQUESTS } from './reference-requests.ts';

const site = new WickrSite();

test.for(REFERENCE_REQUESTS)(
  'at whichever port call the process dies, it ends right: $name',
  { timeout: 900_000 },
  async (reference) => {
    const { cuts, broken } = await cutEverywhere(reference, site, quietLog);

    expect(broken).toBeNull();
    // Each write, call and post is cut before and after its effect.
    expect(cuts).toBeGreaterThan(40);
  },
);
