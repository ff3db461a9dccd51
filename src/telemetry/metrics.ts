import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What Muster counts. Labels come from closed lists (states, verbs, configured names), never from what people type. */
export interface Metrics {
  readonly registry: Registry;
  /** Requests that entered a state. */
  readonly requests: Counter<'state'>;
  /** Calls to directories, by how they ended. */
  readonly directoryCalls: Counter<'directory' | 'operation' | 'result'>;
  readonly directoryCallSeconds: Histogram<'directory' | 'operation'>;
  /** People, by what became of them. */
  readonly outcomes: Counter<'outcome'>;
  /** From the arrival of something a person did in Slack to its acknowledgement. Slack's limit is 3 seconds. */
  readonly ackSeconds: Histogram<'kind'>;
  /** HTTP mode: requests that were not let in, by why. */
  readonly refusedRequests: Counter<'because'>;
  /** 1 while nothing may be called, by where that comes from. */
  readonly frozen: Gauge<'source'>;
  /** Calls to Slack's Web API, by how they ended. */
  readonly slackCalls: Counter<'method' | 'result'>;
}

const ACK_BUCKETS_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3];
const CALL_BUCKETS_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Makes a registry of its own, with the process's metrics (memory, event-loop lag, …) in it. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    requests: new Counter({
      name: 'muster_requests_total',
      help: 'Requests that entered a state',
      labelNames: ['state'],
      registers,
    }),
    directoryCalls: new Counter({
      name: 'muster_directory_calls_total',
      help: 'Calls to directories, by how they ended',
      labelNames: ['directory', 'operation', 'result'],
      registers,
    }),
    directoryCallSeconds: new Histogram({
      name: 'muster_directory_call_seconds',
      help: 'How long calls to directories took',
      labelNames: ['directory', 'operation'],
      buckets: CALL_BUCKETS_SECONDS,
      registers,
    }),
    outcomes: new Counter({
      name: 'muster_outcomes_total',
      help: 'People, by what became of them',
      labelNames: ['outcome'],
      registers,
    }),
    ackSeconds: new Histogram({
      name: 'muster_ack_seconds',
      help: 'From the arrival of an action in Slack to its acknowledgement',
      labelNames: ['kind'],
      buckets: ACK_BUCKETS_SECONDS,
      registers,
    }),
    refusedRequests: new Counter({
      name: 'muster_slack_requests_refused_total',
      help: 'Requests to /slack/events that were not taken for one of Slack',
      labelNames: ['because'],
      registers,
    }),
    frozen: new Gauge({
      name: 'muster_frozen',
      help: 'Whether every call is stopped: by a command, a file or a variable',
      labelNames: ['source'],
      registers,
    }),
    slackCalls: new Counter({
      name: 'muster_slack_calls_total',
      help: "Calls to Slack's Web API, by how they ended",
      labelNames: ['method', 'result'],
      registers,
    }),
  };
}
