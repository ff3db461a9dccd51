import type { Directory } from '../directories/directory.ts';
import type { ManagedDirectory } from '../directories/managed.ts';
import type { Operation } from '../directories/operation.ts';
import type { CapAnswer } from '../safeguards/caps.ts';
import { adminsTold } from '../safeguards/last-admins.ts';
import { safeguardsOf } from '../safeguards/settings.ts';
import { safeguardSentences } from '../safeguards/told.ts';
import type { NamedAdmins } from './count-admins.ts';
import type { RequestView } from './view.ts';

/** "delete 37 acme-prod": built from the data, so that it cannot become a habit. */
export function confirmationPhrase({
  operation,
  directory,
  people,
}: Pick<RequestView['request'], 'operation' | 'directory' | 'people'>): string {
  return `${operation} ${people} ${directory}`;
}

export interface Counted {
  readonly size: number | null;
  readonly concernedDeciders: number;
  /** Null for what takes nothing from anybody. */
  readonly admins: NamedAdmins | null;
}

export function toldAdmins(
  { name, adminsCountedUpTo }: Pick<Directory, 'name' | 'adminsCountedUpTo'>,
  { admins, size }: Pick<Counted, 'admins' | 'size'>,
): string | null {
  return admins === null ? null : adminsTold({ directory: name, ...admins, upTo: adminsCountedUpTo ?? null, size });
}

/** What a draft must keep of them, so that another page of its preview says the same. */
export function adminsIn(
  directory: Parameters<typeof toldAdmins>[0],
  { admins, size }: Pick<Counted, 'admins' | 'size'>,
): { readonly admins?: NamedAdmins } {
  return admins === null || toldAdmins(directory, { admins, size }) === null ? {} : { admins };
}

/** What a preview says of the safeguards that this request meets. */
export function toldSafeguards(
  { request, targetCounts }: Pick<RequestView, 'request' | 'targetCounts'>,
  { directory, ...managed }: ManagedDirectory,
  { traits }: Pick<Operation, 'traits'>,
  cap: CapAnswer | null,
  { size, concernedDeciders, admins }: Counted,
): readonly string[] {
  return safeguardSentences({
    safeguards: safeguardsOf(managed),
    traits,
    count: request.people,
    protectedCount: targetCounts.protected,
    cap,
    concernedDeciders,
    admins: toldAdmins(directory, { admins, size }),
    phrase: confirmationPhrase(request),
  });
}
