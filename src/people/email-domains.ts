import { foldEmail } from '../targets/email-address.ts';
import type { People, SlackPerson } from './person.ts';

/** The part behind the last @, folded; null when there is none. */
function domainOf(email: string): string | null {
  const at = email.lastIndexOf('@');
  return at < 0 ? null : foldEmail(email.slice(at + 1).trim());
}

/** A profile's e-mail counts only in these domains, each exactly as it is: `acme.example` is not `eu.acme.example`. */
export function inDomains(person: SlackPerson, domains: ReadonlySet<string>): SlackPerson {
  if (person.email === null || domains.has(domainOf(person.email) ?? '')) return person;
  return { ...person, email: null, emailOutside: true };
}

/** People whose profile e-mails count only in the domains the operator named; null where any does. */
export function limitEmails(people: People, domains: readonly string[] | null): People {
  if (domains === null) return people;
  const allowed = new Set(domains.map(foldEmail));
  return {
    person: async (id) => {
      const person = await people.person(id);
      return person === null ? null : inDomains(person, allowed);
    },
    groupMembers: (id) => people.groupMembers(id),
  };
}
