import type { Cap } from './limits.ts';
import { charactersIn, isObject, type JsonObject, type Spot, type Surface } from './walk.ts';

/** Looks at one value and reports what Slack would refuse. The wording is Slack's where it is known from its answers. */
export type Rule = (value: unknown, spot: Spot) => void;

export type ObjectCheck = (value: JsonObject, spot: Spot) => void;

export interface Shape {
  readonly required?: Readonly<Record<string, Rule>>;
  readonly optional?: Readonly<Record<string, Rule>>;
  /** Rules over several fields; run after those of single fields. */
  readonly checks?: readonly ObjectCheck[];
}

/** A shape told apart from others by its `type`. Without `surfaces` it may be anywhere. */
export interface Kind extends Shape {
  readonly surfaces?: readonly Surface[];
}

export const anything: Rule = () => {};

export const boolean: Rule = (value, spot) => {
  if (typeof value !== 'boolean') spot.report('wrong_type', 'must provide a boolean');
};

export const number: Rule = (value, spot) => {
  if (typeof value !== 'number') spot.report('wrong_type', 'must provide a number');
};

export const string =
  (cap?: Cap): Rule =>
  (value, spot) => {
    if (typeof value !== 'string') return spot.report('wrong_type', 'must provide a string');
    if (cap === undefined) return;
    const size = charactersIn(value);
    if (size > cap.max) spot.report('too_long', `must be less than ${cap.max + 1} characters`);
    if (size < cap.min) spot.report('too_short', `must be more than ${cap.min - 1} characters`);
  };

export const integer =
  (cap: Pick<Cap, 'min' | 'max'>): Rule =>
  (value, spot) => {
    if (!Number.isInteger(value)) return spot.report('wrong_type', 'must provide an integer');
    const outside = Number(value) < cap.min || Number(value) > cap.max;
    if (outside) spot.report('out_of_range', `must be between ${cap.min} and ${cap.max}`);
  };

export const oneOf =
  (...values: readonly string[]): Rule =>
  (value, spot) => {
    if (typeof value !== 'string' || !values.includes(value)) spot.report('bad_value', 'must be a valid enum value');
  };

/** `isRight` sees strings only; `wanted` ends the sentence "must be …". */
export const format =
  (wanted: string, isRight: (value: string) => boolean): Rule =>
  (value, spot) => {
    if (typeof value !== 'string') spot.report('wrong_type', 'must provide a string');
    else if (!isRight(value)) spot.report('bad_format', `must be ${wanted}`);
  };

export const list =
  (item: Rule, cap: Pick<Cap, 'min' | 'max'> = { min: 0, max: Number.POSITIVE_INFINITY }): Rule =>
  (value, spot) => {
    if (!Array.isArray(value)) return spot.report('wrong_type', 'must provide an array');
    if (value.length > cap.max) spot.report('too_many', `no more than ${cap.max} items allowed`);
    if (value.length < cap.min) spot.report('too_few', `must provide at least ${cap.min} items`);
    for (const [index, entry] of value.entries()) item(entry, spot.into(index));
  };

export const both =
  (...rules: readonly Rule[]): Rule =>
  (value, spot) => {
    for (const rule of rules) rule(value, spot);
  };

/** Holds an object against its shape. A field that is `undefined` is not there, since JSON has no such thing. */
export const object =
  (shape: Shape): Rule =>
  (value, spot) => {
    if (!isObject(value)) return spot.report('wrong_type', 'must provide an object');
    const required = shape.required ?? {};
    const rules = new Map(Object.entries({ ...required, ...shape.optional }));
    for (const key of Object.keys(required)) {
      if (value[key] === undefined) spot.report('missing', `missing required field: ${key}`);
    }
    for (const [key, field] of Object.entries(value)) {
      if (field === undefined) continue;
      const rule = rules.get(key);
      if (rule) rule(field, spot.into(key));
      else spot.report('unknown_key', `invalid additional property: ${key}`);
    }
    for (const check of shape.checks ?? []) check(value, spot);
  };

/** One of several kinds, by `type`. A kind that is unknown, or not allowed on this surface, is an unsupported type. */
export const kindOf = (kinds: Readonly<Record<string, Kind>>): Rule => {
  const known = new Map(
    Object.entries(kinds).map(([type, kind]) => [
      type,
      { surfaces: kind.surfaces, rule: object({ ...kind, required: { type: anything, ...kind.required } }) },
    ]),
  );
  return (value, spot) => {
    if (!isObject(value)) return spot.report('wrong_type', 'must provide an object');
    if (value['type'] === undefined) return spot.report('missing', 'missing required field: type');
    const kind = typeof value['type'] === 'string' ? known.get(value['type']) : undefined;
    if (kind === undefined || kind.surfaces?.includes(spot.surface) === false) {
      return spot.into('type').report('unsupported_type', `unsupported type: ${shown(value['type'])}`);
    }
    kind.rule(value, spot);
  };
};

const shown = (value: unknown) => (typeof value === 'string' ? value : typeof value);

export const exactlyOneOf =
  (...keys: readonly string[]): ObjectCheck =>
  (value, spot) => {
    if (keys.filter((key) => value[key] !== undefined).length !== 1) {
      spot.report('either_or', `must define either ${named(keys)}, and only one of them`);
    }
  };

export const atLeastOneOf =
  (...keys: readonly string[]): ObjectCheck =>
  (value, spot) => {
    if (keys.every((key) => value[key] === undefined)) spot.report('either_or', `must define either ${named(keys)}`);
  };

const named = (keys: readonly string[]) => keys.map((key) => `\`${key}\``).join(' or ');

/** `low` may not be more than `high`, where both are numbers, or strings that hold one. */
export const inOrder =
  (low: string, high: string): ObjectCheck =>
  (value, spot) => {
    if (value[low] === undefined || value[high] === undefined) return;
    if (Number(value[low]) > Number(value[high]))
      spot.into(low).report('out_of_range', `must not be more than \`${high}\``);
  };
