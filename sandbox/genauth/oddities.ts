import type { NamedUser } from './named-user.ts';

const lark = (userIdInIdp: string) => ({ extIdpId: '62f20932716fbcc10d966ee5', provider: 'lark', userIdInIdp });

/** Each of these is allowed by the documentation and has a careless reader somewhere. */
export const oddities: readonly NamedUser[] = [
  { name: 'Sasha Suspended', email: 'sasha.suspended@acme.example', status: 'Suspended' },
  { name: 'Dana Disabled', email: 'dana.disabled@acme.example', status: 'Deactivated' },
  { name: 'Robin Resigned', email: 'robin.resigned@acme.example', status: 'Resigned' },
  { name: 'Archie Archived', email: 'archie.archived@acme.example', status: 'Archived' },
  { name: 'Nell New', email: 'nell.new@acme.example', neverLoggedIn: true },
  // One number in two countries.
  { name: 'Phoebe Phone', phone: '5550100123', phoneCountryCode: '+1' },
  { name: 'Feng Phone', phone: '5550100123', phoneCountryCode: '+86' },
  // Signs in with a name alone, and another whose external id is that name.
  { name: 'Una Username', username: 'una' },
  { name: 'Otto Other', email: 'otto.other@acme.example', externalId: 'una' },
  {
    name: 'Lin Lark',
    email: 'lin.lark@acme.example',
    identities: [lark('ou_8bae0001')],
    syncRelations: [{ provider: 'lark', userIdInIdp: 'ou_8bae0001' }],
  },
  { name: 'Wei Work', username: 'wei.work', syncRelations: [{ provider: 'wechatwork', userIdInIdp: 'wei' }] },
  // Two people of one name, and one e-mail inside another.
  { name: 'Sam Same', email: 'sam.same@acme.example' },
  { name: 'Sam Same', email: 'sam.same2@acme.example' },
  { name: 'Ann Echo', email: 'ann.echo@acme.example' },
  { name: 'Joann Echo', email: 'joann.echo@acme.example' },
  // More log-ins than one call can end.
  { name: 'Avery Everywhere', email: 'avery.everywhere@acme.example', loggedInto: 'everything' },
  { name: 'Noor Nowhere', email: 'noor.nowhere@acme.example', loggedInto: 'nothing' },
];
