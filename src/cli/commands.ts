import type { Entry } from './command.ts';

/** Without a name, this is meant. */
export const DEFAULT_COMMAND = 'serve';

/** Every command, in the order of `muster help`. A new one is a file of its own and an entry here. */
export const COMMANDS: readonly Entry[] = [
  {
    name: 'serve',
    summary: 'run the bot; what happens without a command',
    load: async () => (await import('./serve.ts')).serve,
  },
  {
    name: 'doctor',
    summary: 'check configuration, database, Slack, directories and clock, and say what to do',
    load: async () => (await import('./doctor/doctor.ts')).doctor,
  },
  {
    name: 'audit verify',
    summary: 'check that nothing in the audit trail was changed',
    load: async () => (await import('./audit/verify.ts')).auditVerify,
  },
  {
    name: 'audit export',
    summary: 'write the audit trail to a file, a pipe or an HTTPS address',
    load: async () => (await import('./audit/export.ts')).auditExport,
  },
  {
    name: 'audit erase',
    summary: 'remove a person, and leave the audit trail verifiable',
    load: async () => (await import('./audit/erase.ts')).auditErase,
  },
  {
    name: 'audit schema',
    summary: 'print the JSON Schema of an exported event',
    load: async () => (await import('./audit/schema.ts')).auditSchema,
  },
  {
    name: 'audit keygen',
    summary: 'make a pair of keys for checkpoints',
    load: async () => (await import('./audit/keygen.ts')).auditKeygen,
  },
  {
    name: 'config schema',
    summary: 'print the JSON Schema of muster.yaml, for editors',
    load: async () => (await import('./config-schema.ts')).configSchema,
  },
  {
    name: 'policy check',
    summary: 'say what the policy means, and what of it nobody could ever fulfil',
    load: async () => (await import('./policy-check.ts')).policyCheck,
  },
  {
    name: 'policy explain',
    summary: 'write the policy out, or say what it makes of one command',
    load: async () => (await import('./policy-explain.ts')).policyExplain,
  },
  {
    name: 'policy test',
    summary: 'go through the cases of policy-tests.yaml',
    load: async () => (await import('./policy-test.ts')).policyTest,
  },
  {
    name: 'migrate-store',
    summary: 'copy everything from SQLite to an empty Postgres database',
    load: async () => (await import('./migrate-store.ts')).migrateStore,
  },
  {
    name: 'help',
    summary: 'list the commands, or tell about one',
    load: async () => (await import('./help.ts')).helpOn(COMMANDS, DEFAULT_COMMAND),
  },
];
