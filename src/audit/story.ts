import type { z } from 'zod';
import { type RequestId, type SlackUserId, slackUserId } from '../ids.ts';
import type { PersonStory } from '../requests/person-story.ts';
import type { Queries } from '../store/store.ts';
import { chainedEvent } from './chain/read-events.ts';
import { type EventFacts, isEventKind, KINDS } from './kinds/kinds.ts';
import type { Sealed } from './sealed.ts';

/** The kinds a person's story is told from. */
const TOLD = [
  'request.people',
  'request.drafted',
  'request.submitted',
  'decision.approve',
  'decision.reject',
  'batch.settled',
  'batch.dropped',
  'batch.shrunk',
] as const;

type Event = EventFacts & { readonly at: number; readonly actor: string };

async function readRequestEvents(queries: Queries, request: RequestId): Promise<readonly Event[]> {
  const rows = await queries
    .selectFrom('audit_events')
    .selectAll()
    .where('request_id', '=', request)
    .where('kind', 'in', TOLD)
    .orderBy('seq')
    .execute();
  return rows.map(chainedEvent).flatMap(({ kind, dataJson, at, actor }): readonly Event[] => {
    if (!isEventKind(kind)) return [];
    const schema: z.ZodType = KINDS[kind];
    return [{ kind, data: schema.parse(JSON.parse(dataJson)), at, actor } as Event];
  });
}

/**
 * What a request did to one person, from its events: who asked and why, who decided, what came of it. `about`: an e-mail or
 * native id. Null when its events name nobody like that: they were erased, or it is older than the trail.
 */
export async function personStory(queries: Queries, request: RequestId, about: string): Promise<PersonStory | null> {
  const clear = await queries.selectFrom('audit_clear').selectAll().where('request_id', '=', request).execute();
  const theirs = new Set(
    clear
      .filter(({ account_id: id, email }) => id === about || email === about.toLowerCase())
      .map(({ commitment }) => commitment),
  );
  if (theirs.size === 0) return null;
  const texts = new Map(clear.map((row) => [row.commitment, row.clear]));
  const open = (words: Sealed | null): string | null => (words === null ? null : (texts.get(words.sealed) ?? null));

  let named: PersonStory['target'] | null = null;
  let asked: { by: SlackUserId; at: number; reason: string | null } | null = null;
  let outcome: PersonStory['outcome'] = null;
  const decisions: PersonStory['decisions'][number][] = [];
  for (const event of await readRequestEvents(queries, request)) {
    switch (event.kind) {
      case 'request.drafted':
        asked = { by: slackUserId(event.actor), at: event.at, reason: open(event.data.reason) };
        break;
      case 'request.people':
        named ??= event.data.people.find(({ person }) => theirs.has(person.sealed))?.target ?? null;
        break;
      case 'request.submitted':
        asked = { by: slackUserId(event.actor), at: event.at, reason: open(event.data.reason) };
        break;
      case 'decision.approve':
      case 'decision.reject': {
        const verdict = event.kind === 'decision.approve' ? 'approve' : 'reject';
        decisions.push({ by: slackUserId(event.actor), verdict, at: event.at, reason: open(event.data.reason) });
        break;
      }
      case 'batch.settled':
      case 'batch.dropped':
      case 'batch.shrunk':
        for (const one of event.data.outcomes) {
          if (!theirs.has(one.person.sealed)) continue;
          const { outcome: kind, reason, before, after, evidence } = one;
          outcome = { kind, at: event.at, reason: open(reason), before, after, evidence };
        }
    }
  }
  return named === null || asked === null ? null : { target: named, asked, decisions, outcome };
}
