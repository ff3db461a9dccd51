import type { Reason } from './answer.ts';
import type { Member, ServiceModel, Shape, Structure } from './model.ts';

/** The parts of a request that members can come from. */
export interface RequestParts {
  readonly labels: ReadonlyMap<string, string>;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: ReadonlyMap<string, string>;
  /** Parsed JSON, or an empty object where there was no body. */
  readonly body: unknown;
}

export type Input = Readonly<Record<string, unknown>>;

export interface Validated {
  readonly input: Input;
  readonly reasons: readonly Reason[];
  /** Names the model does not know: a real service ignores them, we tell. */
  readonly strangers: readonly string[];
}

/** Gathers an operation's input from all parts of the request and holds it against the model and the documented limits. */
export function validateRequest(model: ServiceModel, shape: Structure, parts: RequestParts): Validated {
  const reasons: Reason[] = [];
  const input: Record<string, unknown> = {};
  if (!isRecord(parts.body)) return { input, reasons: [{ field: 'body', reason: 'must be an object' }], strangers: [] };

  for (const [name, member] of Object.entries(shape.members)) {
    const value = readMember(model.shape(member.shape), name, member, parts, parts.body);
    if (value !== undefined && value !== null) input[name] = value;
  }
  checkStructure(model, shape, input, '', reasons);
  checkProse(input, reasons);
  return { input, reasons, strangers: strangersIn(shape, parts, parts.body) };
}

/** Holds a value against a shape of the model and adds what is wrong with it to `reasons`. */
export function checkShape(model: ServiceModel, shape: Shape, value: unknown, field: string, reasons: Reason[]): void {
  const wrong = (reason: string) => reasons.push({ field, reason });
  switch (shape.type) {
    case 'structure':
      if (isRecord(value)) checkStructure(model, shape, value, `${field}.`, reasons);
      else wrong('must be an object');
      return;
    case 'list':
      if (!Array.isArray(value)) {
        wrong('must be a list');
        return;
      }
      for (const [index, item] of value.entries()) {
        checkShape(model, model.shape(shape.member.shape), item, `${field}[${index}]`, reasons);
      }
      return;
    case 'string':
      if (typeof value !== 'string') {
        wrong('must be a string');
        return;
      }
      if (outside(shape, value.length))
        wrong(`must have ${shape.min ?? 0} to ${shape.max ?? 'any number of'} characters`);
      // Models anchor no pattern, services match in full.
      if (shape.pattern && !new RegExp(`^(?:${shape.pattern})$`).test(value)) wrong(`must match ${shape.pattern}`);
      if (shape.enum && !shape.enum.includes(value)) wrong(`must be one of ${shape.enum.join(', ')}`);
      return;
    case 'integer':
    case 'long':
      if (!Number.isInteger(value)) wrong('must be a whole number');
      else if (outside(shape, Number(value))) wrong(`must be between ${shape.min} and ${shape.max}`);
      return;
    case 'timestamp':
      if (typeof value !== 'number') wrong('must be in seconds since 1970');
      return;
    case 'boolean':
      if (typeof value !== 'boolean') wrong('must be true or false');
  }
}

function checkStructure(
  model: ServiceModel,
  shape: Structure,
  value: Readonly<Record<string, unknown>>,
  prefix: string,
  reasons: Reason[],
): void {
  for (const name of shape.required) {
    if (value[name] === undefined || value[name] === null)
      reasons.push({ field: prefix + name, reason: 'is required' });
  }
  for (const [name, member] of Object.entries(shape.members)) {
    const present = value[name];
    if (present !== undefined && present !== null) {
      checkShape(model, model.shape(member.shape), present, prefix + name, reasons);
    }
  }
}

/** Limits that only the prose of the API reference gives: https://docs.aws.amazon.com/wickr/latest/APIReference/ */
function checkProse(input: Input, reasons: Reason[]): void {
  for (const name of ['users', 'userIds', 'appIds', 'unames']) {
    const list = input[name];
    if (!Array.isArray(list)) continue;
    if (list.length > 50) reasons.push({ field: name, reason: 'must have at most 50 entries' });
    // What the service does with an empty list is not documented; a client should never find out.
    if (list.length === 0) reasons.push({ field: name, reason: 'must not be empty' });
  }
  const { maxResults, status } = input;
  if (typeof maxResults === 'number' && (maxResults < 1 || maxResults > 100)) {
    reasons.push({ field: 'maxResults', reason: 'must be between 1 and 100' });
  }
  if (typeof status === 'number' && status !== 1 && status !== 2) {
    reasons.push({ field: 'status', reason: 'must be 1 or 2' });
  }
}

function readMember(shape: Shape, name: string, member: Member, parts: RequestParts, body: Input): unknown {
  const wireName = member.locationName ?? name;
  switch (member.location) {
    case undefined:
      return body[wireName];
    case 'uri':
      return fromText(shape, parts.labels.get(wireName));
    case 'header':
      return fromText(shape, parts.headers.get(wireName.toLowerCase()));
    case 'querystring': {
      const values = parts.query.filter(([key]) => key === wireName).map(([, value]) => value);
      return values.length > 1 ? values : fromText(shape, values[0]);
    }
  }
}

/** Text that does not look like the wanted type stays text, and is then refused for its type. */
function fromText(shape: Shape, text: string | undefined): unknown {
  if (text === undefined) return undefined;
  switch (shape.type) {
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'integer':
    case 'long':
    case 'timestamp':
      return /^-?\d+$/.test(text) ? Number(text) : text;
    case 'string':
    case 'list':
    case 'structure':
      return text;
  }
}

function strangersIn(shape: Structure, parts: RequestParts, body: Input): string[] {
  const known = (location: Member['location']) =>
    new Set(
      Object.entries(shape.members).flatMap(([name, member]) =>
        member.location === location ? [member.locationName ?? name] : [],
      ),
    );
  const inQuery = known('querystring');
  const inBody = known(undefined);
  return [
    ...parts.query.map(([name]) => name).filter((name) => !inQuery.has(name)),
    ...Object.keys(body).filter((name) => !inBody.has(name)),
  ];
}

function outside(bounds: { min?: number | undefined; max?: number | undefined }, size: number): boolean {
  return size < (bounds.min ?? Number.NEGATIVE_INFINITY) || size > (bounds.max ?? Number.POSITIVE_INFINITY);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
