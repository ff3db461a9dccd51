/** What a batch does that cannot be carried out as a whole. Each has been seen somewhere or is feared. */
export type BatchSemantics =
  /** Whoever is there is changed, the rest is passed over, and the answer is success. */
  | 'ignore_unknown'
  /** 404 with 2004, and nobody is changed. */
  | 'fail_all'
  /** One by one up to the first unknown, or to the middle where all are known; then 500. One alone is carried out. */
  | 'partial_then_error'
  /** Success, and nobody is changed; the operations on one user do the same. */
  | 'false_success';

export type CreateSemantics =
  | 'fail_all'
  /** Row by row up to the first that cannot be created, or to the middle where all can; then an error. */
  | 'partial_then_error'
  /** Success with those that could be created. */
  | 'skip_conflicts';

/** What the documentation leaves open and a test may want otherwise. May be changed while the stand-in runs. */
export interface Behaviour {
  httpStatus: 'always_200' | 'mirror';
  verifyAuthentication: boolean;
  /** Which family of headers carries signatures, the pool's id and the language. */
  headers: 'either' | 'authing' | 'genauth';
  /** How far a signature's date may be from the stand-in's clock. */
  clockWindowMs: number;
  tokenLifetimeMs: number;
  /** What get-management-token says to a wrong key or secret. */
  wrongSecret: { readonly statusCode: number; readonly apiCode?: number };
  /** Most entries of a list; documented as 50. */
  batchLimit: number;
  deletion: BatchSemantics;
  resignation: BatchSemantics;
  update: BatchSemantics;
  creation: CreateSemantics;
  getUserBatch: 'omit_unknown' | 'fail_all';
  /** The same id twice in one list. */
  duplicateIds: 'merge' | 'refuse';
  /** Order of people in an answer about several; shuffled is the same for the same seed. */
  order: 'shuffled' | 'as_asked';
  /** A phone number that two people have in two countries. */
  sharedPhone: 'every' | 'first';
  /** What is left of people who were deleted. */
  deletedUsers: 'gone' | 'kept_as_archived';
  archivedListShowsDeleted: boolean;
  /** Whether those who resigned or were archived can be made anything else by an update. */
  statusChanges: 'any' | 'no_return';
  suspensionEndsSessions: boolean;
  /** Time before reads show what a write did. */
  visibilityLagMs: number;
  /** As much again before list-users does: it is served from a search index. */
  searchLagMs: number;
  /** Most calls in any second, or null. */
  callsPerSecond: number | null;
  /** Time each answer takes. */
  latencyMs: number;
}

export const usualBehaviour: Readonly<Behaviour> = {
  httpStatus: 'always_200',
  verifyAuthentication: true,
  headers: 'either',
  clockWindowMs: 300_000,
  tokenLifetimeMs: 7_200_000,
  wrongSecret: { statusCode: 401, apiCode: 2020 },
  batchLimit: 50,
  deletion: 'ignore_unknown',
  resignation: 'ignore_unknown',
  update: 'fail_all',
  creation: 'fail_all',
  getUserBatch: 'omit_unknown',
  duplicateIds: 'merge',
  order: 'shuffled',
  sharedPhone: 'every',
  deletedUsers: 'gone',
  archivedListShowsDeleted: true,
  statusChanges: 'no_return',
  suspensionEndsSessions: false,
  visibilityLagMs: 0,
  searchLagMs: 0,
  callsPerSecond: null,
  latencyMs: 0,
};
