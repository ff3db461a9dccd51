import type { People } from '../people/person.ts';
import type { DescribeOperation, OperationInfo } from '../report/operation-info.ts';
import type { UseCases } from '../requests/use-cases.ts';
import type { RequestView } from '../requests/view.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Answers } from './answers.ts';
import type { CardLink } from './card-link.ts';
import type { CommandKind } from './command-kind.ts';
import type { SafelyDeps } from './safely.ts';
import type { Uploads } from './uploads.ts';

/** What every handler of a command, a button or a modal works with. */
export interface Desk {
  readonly useCases: UseCases;
  readonly kinds: readonly CommandKind[];
  readonly describe: DescribeOperation;
  readonly answers: Answers;
  readonly cards: CardLink;
  readonly uploads: Uploads;
  readonly people: Pick<People, 'person'>;
  readonly clock: Clock;
  readonly safely: SafelyDeps;
}

export function operationOf({ describe }: Pick<Desk, 'describe'>, { request }: RequestView): OperationInfo {
  return describe(request.kind, request.operation);
}
