import type { Method } from '../method.ts';
import { authMethods } from './auth.ts';
import { blocksValidate } from './blocks-validate.ts';
import { deleteMessage, updateMessage } from './change-message.ts';
import { messageListMethods } from './conversation-messages.ts';
import { conversationMethods } from './conversations.ts';
import { fileMethods } from './files.ts';
import { getPermalink } from './get-permalink.ts';
import { postEphemeral } from './post-ephemeral.ts';
import { postMessage } from './post-message.ts';
import { userGroupMethods } from './usergroups.ts';
import { userMethods } from './users.ts';
import { viewMethods } from './views.ts';

const METHODS: readonly Method[] = [
  ...authMethods,
  postMessage,
  postEphemeral,
  updateMessage,
  deleteMessage,
  getPermalink,
  ...viewMethods,
  ...userMethods,
  ...userGroupMethods,
  ...conversationMethods,
  ...messageListMethods,
  ...fileMethods,
  blocksValidate,
];

/** By name. */
export const methods: ReadonlyMap<string, Method> = new Map(METHODS.map((method) => [method.name, method]));
