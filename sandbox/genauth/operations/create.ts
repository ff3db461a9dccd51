import { z } from 'zod';
import { appNotFound, type Failure, failure } from '../envelope.ts';
import type { GenAuthUser } from '../user.ts';
import { type Fields, withFields } from './fields.ts';
import type { PoolCall } from './operation.ts';
import type { Step } from './settle.ts';
import { createUniqueness } from './uniqueness.ts';

export const createOptions = z
  .object({
    keepPassword: z.boolean().nullish(),
    autoGeneratePassword: z.boolean().nullish(),
    resetPasswordOnFirstLogin: z.boolean().nullish(),
    departmentIdType: z
      .enum(['department_id', 'open_department_id', 'sync_relation', 'custom_field', 'code'])
      .nullish(),
    passwordEncryptType: z.enum(['none', 'rsa', 'sm2']).nullish(),
    sendNotification: z
      .object({
        sendEmailNotification: z.boolean().nullish(),
        sendPhoneNotification: z.boolean().nullish(),
        appId: z.string().nullish(),
      })
      .nullish(),
  })
  .nullish();
type CreateOptions = z.infer<typeof createOptions>;

export interface NewUser extends Step {
  readonly user: GenAuthUser;
}

const noIdentifier = failure(400, 'Must contain one of the following fields: username, phone, email');

/** How each row would become a user. */
export function planNewUsers(call: PoolCall, rows: readonly Fields[], options: CreateOptions): readonly NewUser[] {
  const uniqueness = createUniqueness(call.actualUsers());
  const badApp = appProblem(call, options?.sendNotification?.appId);
  return rows.map((row) => {
    const user = withFields(blankUser(call, options?.resetPasswordOnFirstLogin ?? false), row);
    const named = user.email !== null || user.phone !== null || user.username !== null;
    return {
      user,
      objection: badApp ?? (named ? uniqueness.claim(user) : noIdentifier),
      apply() {
        call.change(user.userId, user, 'created', user.email ?? user.username ?? user.phone ?? '');
        invite(call, user, options);
      },
    };
  });
}

export function appProblem(call: PoolCall, appId: string | null | undefined): Failure | null {
  return !appId || call.pool.apps.some((app) => app.appId === appId) ? null : appNotFound;
}

function invite(call: PoolCall, user: GenAuthUser, options: CreateOptions): void {
  const wanted = options?.sendNotification;
  const addresses = [
    { via: 'email', to: wanted?.sendEmailNotification ? user.email : null },
    { via: 'sms', to: wanted?.sendPhoneNotification ? user.phone : null },
  ] as const;
  for (const { via, to } of addresses) {
    if (to === null) continue;
    call.send({ kind: 'invitation', via, to, userId: user.userId, appId: wanted?.appId ?? null });
    call.tell(user.userId, 'invited', true, to);
  }
}

function blankUser(call: PoolCall, resetPasswordOnNextLogin: boolean): GenAuthUser {
  return {
    userId: call.pool.newUserId(),
    status: 'Activated',
    statusChangedAt: call.nowMs,
    createdAt: call.nowMs,
    updatedAt: call.nowMs,
    email: null,
    phone: null,
    phoneCountryCode: null,
    username: null,
    externalId: null,
    name: null,
    nickname: null,
    profile: {},
    customData: {},
    userSourceType: 'adminCreated',
    resetPasswordOnNextLogin,
    departmentIds: [],
    identities: [],
    syncRelations: [],
    sessions: [],
    logins: [],
  };
}
