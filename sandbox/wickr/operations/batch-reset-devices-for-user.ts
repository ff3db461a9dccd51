import { z } from 'zod';
import { badRequest, ok } from '../answer.ts';
import type { Operation } from './operation.ts';

const Input = z.object({ userId: z.string(), appIds: z.array(z.string()) });

/** Sets a state, as its idempotent trait says: resetting the reset changes nothing. Nobody signs in again here. */
export const batchResetDevicesForUser: Operation = {
  name: 'BatchResetDevicesForUser',
  scope: 'network',
  mutates: true,
  people: (input) => [Input.parse(input).userId],
  run(call) {
    const { userId, appIds } = Input.parse(call.input);
    const user = call.actual(userId);
    if (!user) {
      call.violation('unknown-id', userId);
      return badRequest('Invalid userId.');
    }
    const failure = call.itemFailure(userId, 0);
    const known = (appId: string) => failure === null && user.devices.some((device) => device.appId === appId);
    const successful = appIds.filter(known);

    const devices = user.devices.map((it) => (successful.includes(it.appId) ? { ...it, reset: true } : it));
    const what = `reset ${successful.length} devices`;
    const anew = user.devices.some((it) => !it.reset && successful.includes(it.appId));
    if (anew) call.change(userId, { ...user, devices }, what);
    else if (successful.length > 0) call.unchanged(userId, what);
    return ok({
      message: successful.length === appIds.length ? 'success' : 'partial success',
      successful: successful.map((appId) => ({ appId })),
      failed: appIds
        .filter((appId) => !known(appId))
        .map((appId) => ({ appId, field: 'appId', reason: failure ?? 'Invalid app ID.' })),
    });
  },
};
