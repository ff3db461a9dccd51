import { z } from 'zod';
import { userIdTypes } from '../identifiers.ts';

/** A parameter of a GET is text; of a POST it has its own type. Null counts as absent, as in bodies of some SDKs. */
export const flag = z.preprocess(
  readFlag,
  z
    .boolean()
    .nullish()
    .transform((value) => value ?? false),
);

/** Python's `requests` prints booleans with a capital. */
function readFlag(value: unknown): unknown {
  if (value === 'true' || value === 'True') return true;
  return value === 'false' || value === 'False' ? false : value;
}

const number = z.preprocess(
  (value) => (typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value),
  z.int(),
);

export const optionalNumber = number.optional();

export const page = number.pipe(z.int().min(1)).default(1);
export const limit = number.pipe(z.int().min(1).max(50)).default(10);

/** A lone value is a list of one. Empty lists and long ones are refused at the door, see admission.ts. */
export const list = z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(z.string().min(1)));

export const userIdType = z
  .enum(userIdTypes)
  .nullish()
  .transform((type) => type ?? 'user_id');

/** The `options` of the operations that have `userIdType` there. */
export const idOptions = z
  .object({ userIdType })
  .nullish()
  .transform((options) => options ?? ({ userIdType: 'user_id' } as const));

export const extras = {
  withCustomData: flag,
  flatCustomData: flag,
  withIdentities: flag,
  withDepartmentIds: flag,
} as const;
