import { expect, test } from 'vitest';
import { quietLog } from '../../support/quiet-log.ts';
import { cutEverywhere } from '../cut-run.ts';
import { WickrSite } from '../far-ends/wickr/site.ts';
import { REFERENCE_REQUESTS, type ReferenceRequest } from '../reference-requests.ts';

/** A file for each kind of directory, since the files of a suite run side by side and the tests in one do not. */
export function diesEverywhere(kind: ReferenceRequest['kind']): void {
  const site = new WickrSite();
  test.for(REFERENCE_REQUESTS.filter((reference) => reference.kind === kind))(
    'at whichever port call the process dies, it ends right: $name',
    { timeout: 900_000 },
    async (reference) => {
      const { cuts, broken } = await cutEverywhere(reference, site, quietLog);

      expect(broken).toBeNull();
      // Each write, call and post is cut before and after its effect.
      expect(cuts).toBeGreaterThan(40);
    },
  );
}
