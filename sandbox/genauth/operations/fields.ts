import { z } from 'zod';
import { type GenAuthUser, statuses } from '../user.ts';

const text = z.string().nullish();
const email = z
  .string()
  .regex(/^[^\s@]+@[^\s@]+$/)
  .transform((value) => value.toLowerCase())
  .nullish();

/** Members of a profile that are kept as given and shown as kept. */
const profileFields = {
  photo: text,
  gender: z.enum(['M', 'F', 'U']).nullish(),
  emailVerified: z.boolean().nullish(),
  phoneVerified: z.boolean().nullish(),
  birthdate: text,
  country: text,
  province: text,
  city: text,
  address: text,
  streetAddress: text,
  postalCode: text,
  company: text,
  browser: text,
  device: text,
  givenName: text,
  familyName: text,
  middleName: text,
  profile: text,
  preferredUsername: text,
  website: text,
  zoneinfo: text,
  locale: text,
  formatted: text,
  region: text,
} as const;

const IdentityInput = z.object({
  extIdpId: z.string().min(1),
  provider: z.string().min(1),
  type: z.string().default('generic'),
  userIdInIdp: z.string().min(1),
});

const forgotten = z
  .unknown()
  .transform(() => undefined)
  .optional();

/** What creating and updating take. A password is accepted and forgotten at once: only that there was one is known. */
export const fields = {
  status: z.enum(statuses).nullish(),
  email,
  phone: z
    .string()
    .regex(/^\d[\d -]*$/)
    .nullish(),
  phoneCountryCode: z
    .string()
    .regex(/^\+\d{1,4}$/)
    .nullish(),
  username: z.string().min(1).nullish(),
  externalId: z.string().min(1).nullish(),
  name: text,
  nickname: text,
  ...profileFields,
  customData: z.record(z.string(), z.unknown()).nullish(),
  departmentIds: z.array(z.string()).nullish(),
  identities: z.array(IdentityInput).nullish(),
  password: z
    .string()
    .nullish()
    .transform((value) => (value ? 'given' : undefined)),
  salt: forgotten,
  otp: forgotten,
  tenantIds: forgotten,
} as const;

const Fields = z.object(fields);
export type Fields = z.infer<typeof Fields>;

/** The user with these fields; what is not named stays, null empties. */
export function withFields(user: GenAuthUser, given: Fields): GenAuthUser {
  const keep = <Value>(next: Value | null | undefined, present: Value | null) => (next === undefined ? present : next);
  const profile = Object.keys(profileFields).flatMap((name) => {
    const value = given[name as keyof typeof profileFields];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...user,
    status: given.status ?? user.status,
    email: keep(given.email, user.email),
    phone: keep(given.phone, user.phone),
    phoneCountryCode: keep(given.phoneCountryCode, user.phoneCountryCode),
    username: keep(given.username, user.username),
    externalId: keep(given.externalId, user.externalId),
    name: keep(given.name, user.name),
    nickname: keep(given.nickname, user.nickname),
    profile: { ...user.profile, ...Object.fromEntries(profile) },
    customData: { ...user.customData, ...given.customData },
    departmentIds: given.departmentIds ?? user.departmentIds,
    identities:
      given.identities?.map((it, index) => ({ ...it, identityId: `${user.userId}-${index + 1}` })) ?? user.identities,
  };
}
