import { z } from 'zod';
import type { Details } from '../../operation.ts';

const DETAIL = 'appIds';
const AppIds = z.array(z.string().min(1)).min(1);

/** The devices to reset, as pinned for one person. App ids are opaque, so JSON keeps them apart. */
export function pinDevices(appIds: readonly string[]): Details {
  return { [DETAIL]: JSON.stringify([...new Set(appIds)].sort()) };
}

/** Throws when the details are none of ours. */
export function pinnedDevices(details: Details | undefined): readonly string[] {
  return AppIds.parse(JSON.parse(details?.[DETAIL] ?? 'null'));
}
