import { z } from 'zod';
import { badRequest } from '../answer.ts';
import type { WickrDevice } from '../state.ts';
import type { Operation } from './operation.ts';
import { page, type SortKeys } from './paging.ts';

const Input = z.object({ userId: z.string() });

/** `suspend` belongs to the user, so it puts no device before another. */
const sortKeys: SortKeys<WickrDevice> = {
  lastlogin: (device) => device.lastLoginAt,
  type: (device) => device.type,
  suspend: () => 0,
  created: (device) => device.createdAt,
};

/** Devices mirror their user's suspension. */
export const listDevicesForUser: Operation = {
  name: 'ListDevicesForUser',
  scope: 'network',
  mutates: false,
  run(call) {
    const user = call.visible(Input.parse(call.input).userId);
    if (!user) return badRequest('Invalid userId.');
    const show = (device: WickrDevice) => ({
      appId: device.appId,
      type: device.type,
      created: readableTime(device.createdAt),
      lastLogin: readableTime(device.lastLoginAt),
      statusText: user.suspended ? 'Suspended' : device.reset ? 'Reset' : 'Active',
      suspend: user.suspended,
    });
    return page(call.input, {
      operation: 'ListDevicesForUser',
      member: 'devices',
      items: () => user.devices,
      sortKeys,
      show,
    });
  },
};

const MONTH = new Intl.DateTimeFormat('en-US', { month: 'long', timeZone: 'UTC' });
const CLOCK = new Intl.DateTimeFormat('en-US', { timeStyle: 'medium', timeZone: 'UTC' });

/** Without a zone, as in AWS's sample: "January 15th 2024, 2:30:45 pm". */
function readableTime(seconds: number): string {
  const time = new Date(seconds * 1_000);
  const month = MONTH.format(time);
  const day = time.getUTCDate();
  const ordinal = day > 10 && day < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th');
  const clock = CLOCK.format(time).replaceAll('\u202f', ' ');
  return `${month} ${day}${ordinal} ${time.getUTCFullYear()}, ${clock.toLowerCase()}`;
}
