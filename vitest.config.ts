import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { hasPostgres } from './test/support/postgres-cluster.ts';

/** Suites that hold for any store, and so are run on Postgres too. Left out: what starts hundreds of stores (dispatch/crash, dispatch/whole-batch, present/presenter). */
const ON_BOTH_STORES = [
  'test/audit/{chain,personal-data}.test.ts',
  'test/dispatch/{dispatcher,lease,liveness,truth}.test.ts',
  'test/requests/{secrets,use-cases}.test.ts',
  'test/slack/{inbox,request-gate}.test.ts',
  'test/safeguards/{freeze,ramp}-replicas.test.ts',
  'test/slack/present/frozen.test.ts',
  'test/store/any-store.test.ts',
];

const postgres = hasPostgres();
if (!postgres) {
  process.stderr.write(
    '\nLEFT OUT: everything that needs Postgres, because this machine has no PostgreSQL server (Debian: apt-get install postgresql).\n\n',
  );
}

export default defineConfig({
  resolve: { alias: { 'fast-check': fileURLToPath(new URL('test/properties/fast-check.ts', import.meta.url)) } },
  test: {
    environment: 'node',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: { AWS_EC2_METADATA_DISABLED: 'true' },
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: ['test/browser/**', 'test/contract/**', 'test/processes/**'],
        },
      },
      ...(postgres
        ? [
            {
              extends: true as const,
              test: {
                name: 'postgres',
                include: ON_BOTH_STORES,
                globalSetup: ['test/support/postgres-project.ts'],
                setupFiles: ['test/support/close-test-stores.ts'],
                testTimeout: 60_000,
              },
            },
          ]
        : []),
      {
        extends: true,
        test: { name: 'processes', include: ['test/processes/**/*.test.ts'], testTimeout: 300_000 },
      },
      {
        extends: true,
        test: { name: 'contract', include: ['test/contract/**/*.test.ts'] },
      },
      {
        extends: true,
        test: { name: 'browser', include: ['test/browser/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 60_000 },
      },
    ],
  },
});
