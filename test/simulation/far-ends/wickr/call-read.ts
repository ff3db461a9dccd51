import { z } from 'zod';
import type { WireRequest } from '../../../../src/directories/http/transport.ts';
import type { ReadCall } from '../wire/dialect.ts';

const Body = z.object({
  userIds: z.array(z.string()).optional(),
  users: z.array(z.object({ username: z.string() })).optional(),
  userId: z.string().optional(),
});

export function readCall({ method, target, headers, body }: WireRequest): ReadCall {
  const [path = '', query = ''] = target.split('?');
  const place = path.replace(/^\/networks\/\d+/, '');
  const { userIds, users, userId } = Body.parse(JSON.parse(body ?? '{}'));
  const verb = verbOf(method, place, query);
  const inPath = /^\/users\/(\d+)\/devices$/.exec(place)?.[1];
  const people =
    userIds ?? users?.map(({ username }) => username) ?? [userId ?? inPath].filter((id) => id !== undefined);
  const name = verb ?? `reads ${place.replace(/\d{5,}/, '…')}`;
  return { verb, name, people: verb === null ? [] : people, token: headers['x-client-token'] ?? null };
}

function verbOf(method: string, place: string, query: string): string | null {
  switch (`${method} ${place.replace(/\d{5,}/, 'id')}`) {
    case 'PATCH /users/toggleSuspend':
      return query === 'suspend=true' ? 'suspend' : 'unsuspend';
    case 'POST /users/batch-delete':
      return 'delete';
    case 'POST /users':
      return 'invite';
    case 'PATCH /users/re-invite':
      return 'reinvite';
    case 'PATCH /users/id/devices':
      return 'reset-devices';
    case 'PATCH /users':
      return 'move';
    default:
      return null;
  }
}
