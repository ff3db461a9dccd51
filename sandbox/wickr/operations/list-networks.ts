import type { WickrNetwork } from '../state.ts';
import { showNetwork } from './network.ts';
import type { Operation } from './operation.ts';
import { page, type SortKeys } from './paging.ts';

const sortKeys: SortKeys<WickrNetwork> = {
  networkId: (network) => network.networkId,
  networkName: (network) => network.networkName.toLowerCase(),
};

export const listNetworks: Operation = {
  name: 'ListNetworks',
  scope: 'account',
  mutates: false,
  run: ({ input, state, behaviour }) =>
    page(input, {
      operation: 'ListNetworks',
      member: 'networks',
      items: () => [...state.networks.values()],
      sortKeys,
      show: (network) => showNetwork(network, behaviour.region),
    }),
};
