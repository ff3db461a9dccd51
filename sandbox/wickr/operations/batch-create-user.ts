import { z } from 'zod';
import { ok } from '../answer.ts';
import { inviteCodeFor } from '../seed.ts';
import type { WickrUser } from '../state.ts';
import type { NetworkCall, Operation } from './operation.ts';
import { showUser } from './user.ts';

const NewUser = z.object({
  username: z.string(),
  firstName: z.string().default(''),
  lastName: z.string().default(''),
  securityGroupIds: z.array(z.string()),
  inviteCode: z.string().exactOptional(),
  inviteCodeTtl: z.int().exactOptional(),
  codeValidation: z.boolean().exactOptional(),
});
const Input = z.object({ users: z.array(NewUser) });

/** Invites people. As in AWS's samples, a failure does not say whom it is about, and there is no `message`. */
export const batchCreateUser: Operation = {
  name: 'BatchCreateUser',
  scope: 'network',
  mutates: true,
  people: (input) => Input.parse(input).users.map((user) => user.username),
  run(call) {
    const successful: Record<string, unknown>[] = [];
    const failed: { userId: string; field: string; reason: string }[] = [];
    for (const [index, wanted] of Input.parse(call.input).users.entries()) {
      const problem = call.itemFailure(wanted.username, index) ?? objection(call, wanted);
      if (problem === null) successful.push(invite(call, wanted));
      else failed.push({ userId: '0', field: 'username', reason: problem });
    }
    return ok({ successful, failed });
  },
};

/** Only the duplicate is in AWS's samples; the wording of the others is ours. */
function objection(call: NetworkCall, wanted: z.infer<typeof NewUser>): string | null {
  const username = wanted.username.toLowerCase();
  const users = [...call.network.users.values()];
  if (users.some((user) => user.username.toLowerCase() === username)) return 'User already exists';
  const known = wanted.securityGroupIds.every((id) => call.network.groups.some((group) => group.id === id));
  if (wanted.securityGroupIds.length !== 1 || !known) return 'Invalid security group';
  return null;
}

function invite(call: NetworkCall, wanted: z.infer<typeof NewUser>): Record<string, unknown> {
  const { username, firstName, lastName, securityGroupIds, inviteCode, ...preview } = wanted;
  const user: WickrUser = {
    userId: call.state.newUserId(call.network.networkId),
    username,
    firstName,
    lastName,
    isAdmin: false,
    suspended: false,
    status: 1,
    isUser: true,
    type: 'user',
    isInviteExpired: false,
    inviteCode: inviteCode ?? inviteCodeFor(username),
    ...preview,
    securityGroups: securityGroupIds,
    devices: [],
    lastLogin: null,
    omits: [],
  };
  call.change(user.userId, user, `created ${username}`);
  return showUser(user);
}
