import type { AccountId } from '../../ids.ts';
import { absentAsNull } from './accounts.ts';
import type { Called } from './calling.ts';
import type { WickrClient } from './client.ts';
import { everyPage } from './pages.ts';
import type { ReadingParts } from './reading.ts';
import type { Device, DevicePage } from './schema.ts';

/** Stands for the page that is not there, since there is no such person. */
const NOBODY = { devices: null, nextToken: null };

/** All devices of one person; null when there is no such person. Throws DirectoryUnavailable. */
export async function devicesOf(
  userId: AccountId,
  client: Pick<WickrClient, 'listDevicesForUser'>,
  reading: ReadingParts,
  signal: AbortSignal,
): Promise<readonly Device[] | null> {
  const read = async (from: { nextToken?: string }): Promise<Called<DevicePage | typeof NOBODY>> => {
    const page = absentAsNull(await client.listDevicesForUser({ userId, ...from }, signal));
    return page.kind === 'ok' ? { ...page, value: page.value ?? NOBODY } : page;
  };
  const devices: Device[] = [];
  for (const page of await everyPage(read, reading, signal)) {
    if (page.devices === null) return null;
    devices.push(...page.devices);
  }
  return devices;
}
