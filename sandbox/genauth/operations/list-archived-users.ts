import { z } from 'zod';
import { ok } from '../envelope.ts';
import { poolOperation } from './operation.ts';
import { cutPage } from './paging.ts';
import { limit, optionalNumber, page } from './parameters.ts';

/** `startAt` is in seconds. */
export const listArchivedUsers = poolOperation({
  name: 'list-archived-users',
  method: 'GET',
  mutates: false,
  input: z.object({ page, limit, startAt: optionalNumber }),
  run(call, { startAt = 0, ...wanted }) {
    const entries = call.pool.archived(call.nowMs).filter((entry) => entry.archivedAt >= startAt * 1_000);
    return ok(
      cutPage(entries, wanted, ({ userId, archivedAt }) => ({
        userId,
        archivedAt: new Date(archivedAt).toISOString(),
      })),
    );
  },
});
