import { z } from 'zod';
import type { EffectKind } from '../effects.ts';
import { type Failure, failure, userNotFound } from '../envelope.ts';
import type { GenAuthUser, Status } from '../user.ts';
import { appProblem } from './create.ts';
import { type Fields, withFields } from './fields.ts';
import type { PoolCall } from './operation.ts';
import type { Step } from './settle.ts';
import { createUniqueness } from './uniqueness.ts';

/** Options that one user and a batch have in common. */
export const updateOptions = {
  resetPasswordOnFirstLogin: z.boolean().nullish(),
  resetPasswordOnNextLogin: z.boolean().nullish(),
  autoGeneratePassword: z.boolean().nullish(),
  passwordEncryptType: z.enum(['none', 'rsa', 'sm2']).nullish(),
  /** The wire's spelling. */
  sendPasswordResetedNotification: z
    .object({
      sendDefaultEmailNotification: z.boolean().nullish(),
      sendDefaultPhoneNotification: z.boolean().nullish(),
      inputSendEmailNotification: z.string().nullish(),
      inputSendPhoneNotification: z.string().nullish(),
      appId: z.string().nullish(),
    })
    .nullish(),
} as const;
const Options = z.object(updateOptions);
type UpdateOptions = z.infer<typeof Options> | null | undefined;

export interface Update {
  readonly user: GenAuthUser | null;
  readonly fields: Fields;
}

export interface PlannedUpdate extends Step {
  /** As it would be; null for somebody who is not there. */
  readonly next: GenAuthUser | null;
}

/** How each user would be changed. */
export function planUpdates(call: PoolCall, updates: readonly Update[], options: UpdateOptions): PlannedUpdate[] {
  const uniqueness = createUniqueness(call.actualUsers());
  const badApp = appProblem(call, options?.sendPasswordResetedNotification?.appId);
  return updates.map(({ user, fields }): PlannedUpdate => {
    if (!user) return { objection: userNotFound, next: null, apply() {} };
    const next = changed(call, user, fields, options);
    return {
      next,
      objection: badApp ?? finality(call, user, next.status) ?? uniqueness.claim(next),
      apply() {
        tellChanges(call, user, next);
        if (options?.autoGeneratePassword || fields.password) resetPassword(call, next, options);
      },
    };
  });
}

const finalStatuses: readonly Status[] = ['Resigned', 'Archived'];

function finality(call: PoolCall, user: GenAuthUser, status: Status): Failure | null {
  if (call.behaviour.statusChanges === 'any' || user.status === status || !finalStatuses.includes(user.status)) {
    return null;
  }
  return failure(422, { zh: `用户状态 ${user.status} 不可变更`, en: `A user who is ${user.status} stays so` });
}

function changed(call: PoolCall, user: GenAuthUser, fields: Fields, options: UpdateOptions): GenAuthUser {
  const next = withFields(user, fields);
  const turned = next.status !== user.status;
  const endsSessions =
    finalStatuses.includes(next.status) || (next.status === 'Suspended' && call.behaviour.suspensionEndsSessions);
  return {
    ...next,
    updatedAt: call.nowMs,
    statusChangedAt: turned ? call.nowMs : user.statusChangedAt,
    sessions: turned && endsSessions ? [] : user.sessions,
    resetPasswordOnNextLogin: options?.resetPasswordOnNextLogin ?? user.resetPasswordOnNextLogin,
  };
}

const kindOf: Readonly<Record<Status, EffectKind>> = {
  Activated: 'activated',
  Suspended: 'suspended',
  Deactivated: 'deactivated',
  Resigned: 'resigned',
  Archived: 'archived',
};

/** A change of status and a change of anything else are two effects of one call. */
function tellChanges(call: PoolCall, user: GenAuthUser, next: GenAuthUser): void {
  const turned = next.status !== user.status;
  const names = Object.keys(next).filter((name) => !bookkeeping.has(name) && differs(user, next, name));
  if (turned) call.change(user.userId, next, kindOf[next.status]);
  if (names.length > 0) call.change(user.userId, next, 'updated', names.join(' '));
  if (!turned && names.length === 0) call.tell(user.userId, kindOf[user.status], false);
}

const bookkeeping = new Set(['status', 'updatedAt', 'statusChangedAt', 'sessions']);
const differs = (user: GenAuthUser, next: GenAuthUser, name: string) =>
  JSON.stringify(Reflect.get(user, name)) !== JSON.stringify(Reflect.get(next, name));

function resetPassword(call: PoolCall, user: GenAuthUser, options: UpdateOptions): void {
  const wanted = options?.sendPasswordResetedNotification;
  const addresses = [
    { via: 'email', to: wanted?.sendDefaultEmailNotification ? user.email : null },
    { via: 'email', to: wanted?.inputSendEmailNotification ?? null },
    { via: 'sms', to: wanted?.sendDefaultPhoneNotification ? user.phone : null },
    { via: 'sms', to: wanted?.inputSendPhoneNotification ?? null },
  ] as const;
  for (const { via, to } of addresses) {
    if (to) call.send({ kind: 'password-reset', via, to, userId: user.userId, appId: wanted?.appId ?? null });
  }
  call.tell(user.userId, 'password-reset', true);
}
