import type { Decision, RequestState, WaitingStage } from '../requests/request.ts';
import type { Pen } from './pen.ts';
import { listed } from './wording.ts';

/** Past this many names a sentence says how many more there are. */
const NAMED = 6;
/** Past this many stages, too: a message has its limits. */
const STAGES_SHOWN = 8;

export interface StageProgress {
  readonly stage: WaitingStage;
  /** How many of its approvals are given. */
  readonly given: number;
}

/** Approvals beyond what a stage takes count for a later one: somebody there could be seated in both. */
export function stageProgress(
  stages: readonly WaitingStage[],
  decisions: readonly Decision[],
): readonly StageProgress[] {
  const approvals = decisions.filter(({ verdict }) => verdict === 'approve');
  let spare = 0;
  return stages.map((stage, index) => {
    const own = approvals.filter(({ stage: name }) => (name === undefined ? index === 0 : name === stage.name)).length;
    const given = Math.min(own + spare, stage.quorum);
    spare = own + spare - given;
    return { stage, given };
  });
}

/** The stage that waits, of a request that does. */
export function waitingFor(
  state: Extract<RequestState, { kind: 'pending' }>,
  decisions: readonly Decision[],
): StageProgress | null {
  return stageProgress(state.stages ?? [], decisions).find(({ stage, given }) => given < stage.quorum) ?? null;
}

/** The name of the stage that waits, or null. */
export function waitingStageOf(stages: readonly WaitingStage[], decisions: readonly Decision[]): string | null {
  return stageProgress(stages, decisions).find(({ stage, given }) => given < stage.quorum)?.stage.name ?? null;
}

/** "@alice, @bob or the group @security": whoever a stage waits for; those who have decided are left out. */
export function deciderWords({ users, groups }: WaitingStage, decisions: readonly Decision[], pen: Pen): string {
  const decided = new Set(decisions.map(({ approver }) => approver));
  const people = users.filter((user) => !decided.has(user));
  const names = [...groups.map((group) => pen.group(group)), ...people.map((user) => pen.person(user))];
  const more = names.length - NAMED;
  const shown = more > 0 ? [...names.slice(0, NAMED), `${more} more`] : names;
  const words = listed(shown);
  const last = words.lastIndexOf(' and ');
  return last === -1 ? words : `${words.slice(0, last)} or ${words.slice(last + ' and '.length)}`;
}

/** "1 by team (@bob or @carol), then 1 by security (@dave)" */
export function demandWords(stages: readonly WaitingStage[], pen: Pen): string {
  const shown = stages
    .slice(0, STAGES_SHOWN)
    .map((stage) => `${stage.quorum} by ${pen.name(stage.name)} (${deciderWords(stage, [], pen)})`);
  return [...shown, ...furtherStages(stages)].join(', then ');
}

function furtherStages(stages: readonly WaitingStage[]): readonly string[] {
  const more = stages.length - STAGES_SHOWN;
  return more > 0 ? [`${more} more ${more === 1 ? 'stage' : 'stages'}`] : [];
}

/** One line per stage, of requests with several: "1. team: 1 of 1 given". */
export function stageLines(
  state: Extract<RequestState, { kind: 'pending' }>,
  decisions: readonly Decision[],
  pen: Pen,
): readonly string[] {
  const { stages = [] } = state;
  const waiting = waitingFor(state, decisions);
  const waits = (stage: WaitingStage): string => `, waits for ${deciderWords(stage, decisions, pen)}`;
  if (stages.length < 2) return waiting === null ? [] : [`Waits for ${deciderWords(waiting.stage, decisions, pen)}.`];
  const lines = stageProgress(stages, decisions).map(({ stage, given }, index) => {
    const turn = stage.name === waiting?.stage.name ? waits(stage) : '';
    return `${index + 1}. ${pen.name(stage.name)}: ${given} of ${stage.quorum} given${turn}`;
  });
  return [...lines.slice(0, STAGES_SHOWN), ...furtherStages(stages).map((more) => `… and ${more}`)];
}
