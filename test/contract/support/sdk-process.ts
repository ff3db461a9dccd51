/**
 * A process of its own for the vendor's SDK, which sets axios up for the whole process it lives in. Reads a `SdkJob` as
 * JSON from standard input, and writes a list of `SdkResult` as JSON to standard output.
 */
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

const Job = z.object({
  options: z.record(z.string(), z.unknown()),
  cases: z.array(z.object({ method: z.string(), input: z.unknown() })),
});
const Failed = z.object({ message: z.string(), response: z.object({ status: z.number() }).optional() });

// Its typings are broken and it is CommonJS only.
const { ManagementClient }: { ManagementClient: new (options: unknown) => object } = createRequire(import.meta.url)(
  'authing-node-sdk',
);

const job = Job.parse(JSON.parse(await text(process.stdin)));
const client = new ManagementClient(job.options);
const results: unknown[] = [];
for (const { method, input } of job.cases) {
  const operation: unknown = Reflect.get(client, method);
  if (typeof operation !== 'function') throw new Error(`the SDK has no ${method}`);
  try {
    results.push({ kind: 'answered', answer: await Reflect.apply(operation, client, [input]) });
  } catch (error) {
    // Not the error itself: it carries the authorization header.
    const { message, response } = Failed.parse(error);
    results.push({ kind: 'threw', message, httpStatus: response?.status ?? null });
  }
}
process.stdout.write(JSON.stringify(results));
