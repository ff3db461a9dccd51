import { readFileSync } from 'node:fs';
import { z } from 'zod';

const Member = z.object({
  shape: z.string(),
  location: z.enum(['uri', 'querystring', 'header']).optional(),
  locationName: z.string().optional(),
});
export type Member = z.infer<typeof Member>;

const bounds = { min: z.number().optional(), max: z.number().optional() };

const Shape = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('structure'),
    required: z.array(z.string()).default([]),
    members: z.record(z.string(), Member),
  }),
  z.object({ type: z.literal('list'), member: z.object({ shape: z.string() }), ...bounds }),
  z.object({
    type: z.literal('string'),
    pattern: z.string().optional(),
    enum: z.array(z.string()).optional(),
    ...bounds,
  }),
  z.object({ type: z.enum(['integer', 'long']), ...bounds }),
  z.object({ type: z.literal('boolean') }),
  z.object({ type: z.literal('timestamp') }),
]);
export type Shape = z.infer<typeof Shape>;
export type Structure = Extract<Shape, { type: 'structure' }>;

const Model = z.object({
  operations: z.record(
    z.string(),
    z.object({
      name: z.string(),
      http: z.object({ method: z.string(), requestUri: z.string() }),
      input: z.object({ shape: z.string() }),
      output: z.object({ shape: z.string() }),
    }),
  ),
  shapes: z.record(z.string(), Shape),
});

export interface ModelOperation {
  readonly name: string;
  readonly method: string;
  /** `/networks/{networkId}/users` */
  readonly path: string;
  readonly input: Structure;
  /** Name of the shape of a successful answer. */
  readonly output: string;
}

export interface ServiceModel {
  readonly operations: readonly ModelOperation[];
  /** Throws when the model has no such shape. */
  shape(name: string): Shape;
}

/** Reads AWS's published model, the one source of routes and constraints. Throws when it is not as we know it. */
export function loadModel(): ServiceModel {
  const file = new URL('./model/wickr-2024-02-01.service-2.json', import.meta.url);
  const model = Model.parse(JSON.parse(readFileSync(file, 'utf8')));

  const shape = (name: string): Shape => {
    const found = model.shapes[name];
    if (!found) throw new Error(`the model has no shape ${name}`);
    return found;
  };
  const structure = (name: string): Structure => {
    const found = shape(name);
    if (found.type !== 'structure') throw new Error(`${name} is no structure`);
    return found;
  };

  const operations = Object.values(model.operations).map(({ name, http, input, output }) => ({
    name,
    method: http.method,
    path: http.requestUri,
    input: structure(input.shape),
    output: output.shape,
  }));
  return { operations, shape };
}
