import { z } from 'zod';
import type { DirectoryKind } from '../directories/directory.ts';
import { commonSchema } from './directory-schema.ts';

/** The few words of JSON Schema that zod writes and we read. */
export interface JsonSchema {
  [word: string]: unknown;
  description?: string;
  properties?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
}

/** What may be written, as JSON Schema 2020-12. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (jsonSchema.type !== 'string' || jsonSchema.pattern === undefined) return;
      // A variable such as ${NETWORK_ID} has another form than what it stands for.
      jsonSchema.anyOf = [{ pattern: jsonSchema.pattern }, { pattern: '\\$\\{' }];
      delete jsonSchema.pattern;
    },
  });
  return rest as JsonSchema;
}

/** One directory of a kind: the keys every directory has and the kind's own. */
export function directoryJsonSchema(kind: DirectoryKind): JsonSchema {
  const common = jsonSchemaOf(commonSchema);
  const own = jsonSchemaOf(kind.settings);
  const { required = [] } = own;
  return {
    ...own,
    title: kind.title,
    properties: { kind: { const: kind.kind }, ...common.properties, ...own.properties },
    required: ['kind', ...(Array.isArray(required) ? required : [])],
  };
}

const alternatives = (schema: JsonSchema): readonly JsonSchema[] => [
  schema,
  ...[schema.anyOf, schema.oneOf, schema.allOf].flatMap((some) => (some ?? []).flatMap(alternatives)),
];

function inside(schema: JsonSchema, step: PropertyKey): readonly JsonSchema[] {
  const { properties = {}, additionalProperties, items } = schema;
  if (typeof step === 'number') return items ? [items] : [];
  const name = String(step);
  if (Object.hasOwn(properties, name)) return [properties[name] ?? {}];
  return typeof additionalProperties === 'object' ? [additionalProperties] : [];
}

/** Every part of a schema that speaks about this place, the most general first. */
export function schemasAt(schema: JsonSchema, path: readonly PropertyKey[]): readonly JsonSchema[] {
  return path.reduce<readonly JsonSchema[]>(
    (here, step) => here.flatMap((one) => inside(one, step)).flatMap(alternatives),
    alternatives(schema),
  );
}
