import { z } from 'zod';
import { failure, ok } from '../envelope.ts';
import { showUser } from '../show-user.ts';
import type { GenAuthUser } from '../user.ts';
import { poolOperation } from './operation.ts';
import { cutPage } from './paging.ts';
import { extras, flag, limit, page } from './parameters.ts';
import { Filter, filterProblem, fits, memberOf } from './user-filter.ts';

const defaultSearch = ['phone', 'email', 'name', 'username', 'nickname'];
const sortable = [
  'createdAt',
  'updatedAt',
  'email',
  'phone',
  'username',
  'externalId',
  'status',
  'statusChangedAt',
  'loginsCount',
  'lastLogin',
] as const;
const Sort = z.object({ field: z.enum(sortable), order: z.enum(['asc', 'desc']).default('asc') });

/** Served from a search index, which may lag behind the pool. */
export const listUsers = poolOperation({
  name: 'list-users',
  method: 'POST',
  mutates: false,
  input: z.object({
    keywords: z.string().nullish(),
    advancedFilter: z.array(Filter).nullish(),
    searchQuery: z.unknown().optional(),
    options: z
      .object({
        pagination: z.object({ page, limit }).prefault({}),
        sort: z.array(Sort).nullish(),
        fuzzySearchOn: z.array(z.string()).nullish(),
        withPost: flag,
        ...extras,
      })
      .prefault({}),
  }),
  run(call, { keywords, advancedFilter, searchQuery, options }) {
    if (searchQuery !== undefined && searchQuery !== null) {
      return failure(501, 'The stand-in has no Elasticsearch behind it');
    }
    const filters = advancedFilter ?? [];
    const problem = filters.map(filterProblem).find((it) => it !== null);
    if (problem) return problem;

    const searched = options.fuzzySearchOn ?? defaultSearch;
    const found = call
      .searchableUsers()
      .filter((user) => filters.every((filter) => fits(user, filter)))
      .filter((user) => !keywords || searched.some((field) => includes(user, field, keywords)));
    const sorted = (options.sort ?? []).reduceRight((users, by) => users.toSorted(compareBy(by)), found);
    return ok(cutPage(sorted, options.pagination, (user) => showUser(user, options)));
  },
});

const includes = (user: GenAuthUser, field: string, keywords: string) =>
  String(memberOf(user, field) ?? '')
    .toLowerCase()
    .includes(keywords.toLowerCase());

/** Those without a value come last in either direction. */
function compareBy({ field, order }: z.infer<typeof Sort>) {
  const sign = order === 'desc' ? -1 : 1;
  return (one: GenAuthUser, other: GenAuthUser) => {
    const [a, b] = [memberOf(one, field), memberOf(other, field)];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return a === b ? 0 : sign * (a < b ? -1 : 1);
  };
}
