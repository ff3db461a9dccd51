import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** A method of the SDK's ManagementClient and its one argument. Only what JSON can carry: an absent member, not undefined. */
export interface SdkCase {
  readonly method: string;
  readonly input: unknown;
}

export interface SdkOptions {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** `http://127.0.0.1:<port>` and a prefix, if there is one. */
  readonly host: string;
  readonly lang?: 'zh-CN' | 'en-US';
}

const SdkResult = z.discriminatedUnion('kind', [
  /** Whatever came back with a 2xx: the SDK looks at nothing in it. */
  z.object({ kind: z.literal('answered'), answer: z.unknown() }),
  z.object({ kind: z.literal('threw'), message: z.string(), httpStatus: z.number().nullable() }),
]);
export type SdkResult = z.infer<typeof SdkResult>;

const script = fileURLToPath(new URL('./sdk-process.ts', import.meta.url));

/** Lets authing-node-sdk make the calls, one after the other, in a process of its own. */
export async function callSdk(options: SdkOptions, cases: readonly SdkCase[]): Promise<readonly SdkResult[]> {
  const child = spawn(process.execPath, [script], {
    // Nothing of ours: axios would use a proxy of the environment even for loopback.
    env: {},
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: 15_000,
  });
  child.stdin.end(JSON.stringify({ options, cases }));
  const [output, complaints, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  if (code !== 0) throw new Error(`the SDK's process ended with ${code}: ${complaints}`);
  return z.array(SdkResult).parse(JSON.parse(output));
}
