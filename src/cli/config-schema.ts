import { DIRECTORY_KINDS } from '../bot.ts';
import { configJsonSchema } from '../config/file-json-schema.ts';
import { defineCommand, EXIT } from './command.ts';

export const configSchema = defineCommand({
  usage: '',
  details:
    'JSON Schema 2020-12 of muster.yaml, for editors that complete and check it while it is written:\n' +
    '`muster config schema > muster.schema.json`, and as its first line the file says\n' +
    '`# yaml-language-server: $schema=./muster.schema.json`.',
  options: {},
  run: async (_, { stdout }) => {
    stdout.write(`${JSON.stringify(configJsonSchema(DIRECTORY_KINDS), null, 2)}\n`);
    return EXIT.fine;
  },
});
