import { batchAnswer, eachUser, userIdsOf } from './batch.ts';
import type { Operation } from './operation.ts';

export const batchDeleteUser: Operation = {
  name: 'BatchDeleteUser',
  scope: 'network',
  mutates: true,
  people: userIdsOf,
  run(call) {
    const result = eachUser(call, 'User not found', (user) => {
      call.change(user.userId, null, 'deleted');
      return null;
    });
    return batchAnswer(result);
  },
};
