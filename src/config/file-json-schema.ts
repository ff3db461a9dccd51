import type { DirectoryKind } from '../directories/directory.ts';
import { directoryJsonSchema, type JsonSchema, jsonSchemaOf } from './json-schema.ts';
import { fileSchema } from './schema.ts';

/** All of muster.yaml, for editors. */
export function configJsonSchema(kinds: readonly DirectoryKind[]): JsonSchema {
  const file = jsonSchemaOf(fileSchema);
  const { directories, ...others } = file.properties ?? {};
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'muster.yaml',
    ...file,
    properties: {
      directories: { ...directories, additionalProperties: { anyOf: kinds.map(directoryJsonSchema) } },
      ...others,
    },
  };
}
