import { eventJsonSchema } from '../../audit/kinds/json-schema.ts';
import { defineCommand, EXIT } from '../command.ts';

export const auditSchema = defineCommand({
  usage: '',
  details: 'JSON Schema 2020-12 of one line of `muster audit export`, with an alternative for every kind of event.',
  options: {},
  run: async (_, { stdout }) => {
    stdout.write(`${JSON.stringify(eventJsonSchema(), null, 2)}\n`);
    return EXIT.fine;
  },
});
