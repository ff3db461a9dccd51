/** People of fixed ids for tests: the first four of the pool. */
export const [ada, bo, cy, di] = ['1', '2', '3', '4'].map((digit) => digit.repeat(24)) as [
  string,
  string,
  string,
  string,
];
export const nobody = 'e'.repeat(24);

const lark = { extIdpId: '62f20932716fbcc10d966ee5', provider: 'lark', userIdInIdp: 'ou_ada' };

export const named = [
  {
    userId: ada,
    name: 'Ada Alder',
    email: 'Ada.Alder@acme.example',
    username: 'ada',
    externalId: 'E-ADA',
    phone: '5550100001',
    identities: [lark],
    syncRelations: [{ provider: 'lark', userIdInIdp: 'ou_ada' }],
    loggedInto: 'everything',
  },
  { userId: bo, name: 'Bo Birch', email: 'bo.birch@acme.example', neverLoggedIn: true },
  { userId: cy, name: 'Cy Cedar', email: 'cy.cedar@acme.example' },
  { userId: di, name: 'Di Dune', email: 'di.dune@acme.example' },
] as const;
