import type { SlackPerson } from '../people/person.ts';

/** Why somebody may neither ask nor decide, whatever a policy says; null for a full member of this workspace. */
export function standingProblem(person: SlackPerson | null): string | null {
  switch (person?.standing) {
    case 'member':
      return null;
    case 'guest':
      return 'Guests of this workspace cannot use Muster.';
    case 'bot':
      return 'Bots cannot use Muster.';
    case 'deactivated':
      return 'This Slack account is deactivated.';
    case 'other-workspace':
      return 'People of other workspaces cannot use Muster here.';
    case undefined:
      return 'Slack does not know this account.';
  }
}
