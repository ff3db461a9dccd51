import { ok } from '../answer.ts';
import { showNetwork } from './network.ts';
import type { Operation } from './operation.ts';

export const getNetwork: Operation = {
  name: 'GetNetwork',
  scope: 'network',
  mutates: false,
  run: (call) => ok(showNetwork(call.network, call.behaviour.region)),
};
