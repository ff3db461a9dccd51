import { BOT_USER_ID, type Channel, TEAM_ID, type User } from './records.ts';
import type { Seed } from './workspace.ts';

function user(id: string, name: string, realName: string, more: Partial<User> = {}): User {
  return {
    id,
    teamId: TEAM_ID,
    name,
    realName,
    displayName: name,
    email: `${realName
      .normalize('NFD')
      .replace(/[^a-zA-Z ]/g, '')
      .toLowerCase()
      .replace(' ', '.')}@acme.example`,
    deleted: false,
    isBot: false,
    isRestricted: false,
    isUltraRestricted: false,
    ...more,
  };
}

export const ALICE = 'U0ALICE001';
export const BOB = 'U0BOB00001';
export const CAROL = 'U0CAROL001';
export const DAVE = 'U0DAVE0001';
export const APPROVALS_CHANNEL = 'C0APPROVAL';
export const GENERAL_CHANNEL = 'C0GENERAL1';
export const IT_ADMINS_GROUP = 'S0ITADMINS';
export const LEAVERS_GROUP = 'S0LEAVERS1';

/** A small company. Alice asks, Bob and Carol decide, Dave may nothing; the others are there to be administered. */
const PEOPLE: readonly User[] = [
  user(ALICE, 'alice', 'Alice Moreau'),
  user(BOB, 'bob', 'Bob Tanaka'),
  user(CAROL, 'carol', 'Carol Diaz'),
  user(DAVE, 'dave', 'Dave Okafor'),
  user('U0ERIN0001', 'erin', 'Erin Schmidt'),
  user('U0FRANK001', 'frank', 'Frank Li'),
  user('U0GRACE001', 'grace', 'Grace Novak'),
  user('U0HENRY001', 'henry', 'Henry Osei'),
  user('U0IRENE001', 'irene', 'Irene Rossi'),
  user('U0JONAS001', 'jonas', 'Jonas Weber'),
  user('U0KAREN001', 'karen', 'Karen Singh', { displayName: 'sam' }),
  user('U0LARS0001', 'lars', 'Lars Holm', { displayName: 'sam' }),
  user('U0MIA00001', 'mia', 'Mia Nomail', { email: null }),
  user('U0NINA0001', 'nina', 'Nina Guest', { isRestricted: true }),
  user('U0OTTO0001', 'otto', 'Otto Onechannel', { isRestricted: true, isUltraRestricted: true }),
  user('U0PAUL0001', 'paul', 'Paul Gone', { deleted: true }),
  user('U0QUINN001', 'quinn', 'Quinn Elsewhere', { teamId: 'T0PARTNER1', email: 'quinn@partner.example' }),
  user('U0REMIND01', 'reminder', 'Reminder Bot', { isBot: true, email: null }),
  user(BOT_USER_ID, 'muster', 'Muster', { isBot: true, email: null, displayName: 'Muster' }),
];

const isHere = ({ deleted, isUltraRestricted, teamId }: User): boolean =>
  !deleted && !isUltraRestricted && teamId === TEAM_ID;

/** `extra` more members `person0001` …, for requests about many. */
export function seedWorkspace({ extra = 0 }: { readonly extra?: number } = {}): Seed {
  const more = Array.from({ length: extra }, (_, index) => {
    const number = String(index + 1).padStart(4, '0');
    return user(`U0PERS${number}`, `person${number}`, `Person ${number}`, { email: `person${number}@acme.example` });
  });
  const users = [...PEOPLE, ...more];
  const everyone = new Set(users.filter(isHere).map(({ id }) => id));
  const channel = (id: string, name: string, kind: Channel['kind'], members: Iterable<string>): Channel => ({
    id,
    name,
    kind,
    members: new Set(members),
    archived: false,
  });
  return {
    users,
    groups: [
      { id: IT_ADMINS_GROUP, handle: 'it-admins', name: 'IT administrators', members: [ALICE, BOB, CAROL] },
      {
        id: LEAVERS_GROUP,
        handle: 'leavers',
        name: 'Leaving this month',
        members: ['U0ERIN0001', 'U0FRANK001', 'U0GRACE001'],
      },
      { id: 'S0NOBODY01', handle: 'nobody', name: 'An empty group', members: [] },
    ],
    channels: [
      channel(GENERAL_CHANNEL, 'general', 'channel', everyone),
      channel(APPROVALS_CHANNEL, 'it-approvals', 'private', [ALICE, BOB, CAROL, DAVE, BOT_USER_ID]),
      channel(
        'C0HELPDESK',
        'helpdesk',
        'channel',
        [...everyone].filter((id) => id !== BOT_USER_ID),
      ),
    ],
  };
}
