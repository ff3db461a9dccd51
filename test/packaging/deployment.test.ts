import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { DIRECTORY_KINDS } from '../../src/bot.ts';
import { formatProblems } from '../../src/config/problem.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { HEALTH_PATHS } from '../../src/telemetry/health.ts';
import { sandboxEnv } from '../config/harness.ts';

const root = new URL('../../', import.meta.url);
const textOf = (name: string) => readFileSync(new URL(name, root), 'utf8');
/** SIGTERM to exit, as src/cli/serve.ts has it. */
const STOPS_WITHIN_SECONDS = 10;

/** What the README's table and AWS name. */
const isKnownVariable = (name: string) =>
  textOf('README.md').includes(`\`${name}\``) || name.startsWith('AWS_') || name === 'POSTGRES_PASSWORD';

describe('compose.yaml', () => {
  const Service = z.looseObject({
    environment: z.record(z.string(), z.string()),
    deploy: z.object({ replicas: z.number() }).optional(),
    healthcheck: z
      .object({ test: z.array(z.string()) })
      .loose()
      .optional(),
    depends_on: z.record(z.string(), z.object({ condition: z.string() })).optional(),
    stop_grace_period: z.string(),
    volumes: z.array(z.string()),
    build: z.string().optional(),
    ports: z.array(z.string()).optional(),
  });
  const { services, volumes } = z
    .object({ services: z.object({ postgres: Service, muster: Service }), volumes: z.record(z.string(), z.null()) })
    .parse(parse(textOf('compose.yaml')));

  test('runs two replicas, built from the Dockerfile here, once Postgres is healthy', () => {
    expect(services.muster.deploy?.replicas).toBe(2);
    expect(existsSync(new URL(`${services.muster.build}/Dockerfile`, root))).toBe(true);
    expect(services.muster.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    expect(services.postgres.healthcheck?.test).toContain('pg_isready');
  });

  test('gives Muster a database of the service beside it, with the user and name that service makes', () => {
    const { DATABASE_URL = '' } = services.muster.environment;
    const url = new URL(DATABASE_URL.replace(/\$\{[^}]*\}/, 'secret'));

    expect([url.protocol, url.username, url.hostname, url.port, url.pathname]).toEqual([
      'postgres:',
      services.postgres.environment['POSTGRES_USER'],
      'postgres',
      '5432',
      `/${services.postgres.environment['POSTGRES_DB']}`,
    ]);
  });

  test('names only variables that exist, holds no secret, and gives every replica time to stop', () => {
    for (const name of Object.keys(services.muster.environment))
      expect([name, isKnownVariable(name)]).toEqual([name, true]);
    expect(services.postgres.environment['POSTGRES_PASSWORD']).toMatch(/^\$\{POSTGRES_PASSWORD:\?/);
    expect(Number.parseInt(services.muster.stop_grace_period, 10)).toBeGreaterThan(STOPS_WITHIN_SECONDS);
  });

  test('claims no port of the machine, which only one replica could have', () => {
    expect(services.muster.ports).toBeUndefined();
    expect(Object.keys(volumes)).toEqual(['postgres']);
  });
});

describe('docs/kubernetes.yaml', () => {
  const documents = parseAllDocuments(textOf('docs/kubernetes.yaml'));
  const objects = documents.map((document) => {
    expect(document.errors).toEqual([]);
    return z.looseObject({ apiVersion: z.string(), kind: z.string() }).parse(document.toJS());
  });
  const ofKind = (kind: string) => objects.find((one) => one.kind === kind) ?? expect.fail(`There is no ${kind}`);
  const Probe = z.looseObject({ httpGet: z.object({ path: z.enum(HEALTH_PATHS), port: z.literal('http') }) });
  const Labels = z.object({ matchLabels: z.record(z.string(), z.string()) });
  const deployment = z
    .looseObject({
      spec: z.looseObject({
        replicas: z.number(),
        selector: Labels,
        strategy: z.object({
          type: z.literal('RollingUpdate'),
          rollingUpdate: z.object({ maxSurge: z.number(), maxUnavailable: z.number() }),
        }),
        template: z.looseObject({
          metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
          spec: z.looseObject({
            terminationGracePeriodSeconds: z.number(),
            securityContext: z.looseObject({ runAsNonRoot: z.literal(true) }),
            containers: z.tuple([
              z.looseObject({
                env: z.array(z.object({ name: z.string(), value: z.string() })),
                ports: z.array(z.object({ name: z.string(), containerPort: z.number() })),
                startupProbe: Probe,
                livenessProbe: Probe,
                readinessProbe: Probe,
                volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string() })),
                securityContext: z.looseObject({ readOnlyRootFilesystem: z.literal(true) }),
              }),
            ]),
          }),
        }),
      }),
    })
    .parse(ofKind('Deployment'));
  const pod = deployment.spec.template.spec;
  const [container] = pod.containers;

  test('asks for life and for readiness where each is told', () => {
    expect(container.livenessProbe.httpGet.path).toBe('/livez');
    expect(container.startupProbe.httpGet.path).toBe('/livez');
    expect(container.readinessProbe.httpGet.path).toBe('/readyz');
    expect(container.ports).toEqual([
      { name: 'http', containerPort: Number(container.env.find(({ name }) => name === 'PORT')?.value) },
    ]);
  });

  test('updates without a moment in which nobody answers Slack, and never drains the last one', () => {
    expect(deployment.spec.replicas).toBeGreaterThanOrEqual(2);
    expect(deployment.spec.strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(STOPS_WITHIN_SECONDS);
    const budget = z
      .looseObject({ spec: z.object({ minAvailable: z.number(), selector: Labels }) })
      .parse(ofKind('PodDisruptionBudget'));
    expect(budget.spec.minAvailable).toBe(1);
    expect(budget.spec.selector).toEqual(deployment.spec.selector);
    expect(deployment.spec.template.metadata.labels).toMatchObject(deployment.spec.selector.matchLabels);
  });

  test('its muster.yaml is a good configuration, found where MUSTER_CONFIG says', () => {
    const { data } = z.looseObject({ data: z.record(z.string(), z.string()) }).parse(ofKind('ConfigMap'));
    const path = container.env.find(({ name }) => name === 'MUSTER_CONFIG')?.value;
    expect(path).toBe(`${container.volumeMounts[0]?.mountPath}/muster.yaml`);

    const read = readConfig({ env: sandboxEnv, kinds: DIRECTORY_KINDS, readFile: () => data['muster.yaml'] ?? '' });

    if (!read.ok) expect.fail(formatProblems(read.problems));
  });

  test('names only variables that exist, and holds no secret', () => {
    for (const { name } of container.env) expect([name, isKnownVariable(name)]).toEqual([name, true]);
    expect(textOf('docs/kubernetes.yaml')).not.toMatch(/xox[abp]-|xapp-\d/);
    expect(objects.some(({ kind }) => kind === 'Secret')).toBe(false);
  });
});
