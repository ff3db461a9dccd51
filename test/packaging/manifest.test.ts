import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { expect, test } from 'vitest';

const read = (path: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, path), 'utf8'));

const isManifest = (manifest: unknown) => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile(read('../fixtures/slack/manifest.schema.2.0.0.json') as object);
  return { valid: validate(manifest), errors: validate.errors ?? [] };
};

test('Slack would take the manifest as it is', () => {
  expect(isManifest(read('../../manifest.json'))).toEqual({ valid: true, errors: [] });
});

test('the check would see a key that Slack does not know', () => {
  expect(isManifest({ ...(read('../../manifest.json') as object), surprise: true }).valid).toBe(false);
});
