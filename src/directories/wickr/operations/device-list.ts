import { z } from 'zod';
import type { Details } from '../../operation.ts';

const DETAIL = 'appIds';
const AppIds = z.array(z.string().min(1)).min(1);

/**
 * The devices to reset, as pinned for one person, and in words: "2 devices: Android, iOS". App ids are opaque, so JSON
 * keeps them apart.
 */
export function pinDevices(appIds: readonly string[], types: string): Details {
  const ids = [...new Set(appIds)].sort();
  return { [DETAIL]: JSON.stringify(ids), words: `${ids.length} ${ids.length === 1 ? 'device' : 'devices'}: ${types}` };
}

/** Throws when the details are none of ours. */
export function pinnedDevices(details: Details | undefined): readonly string[] {
  return AppIds.parse(JSON.parse(details?.[DETAIL] ?? 'null'));
}
