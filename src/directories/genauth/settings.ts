import { z } from 'zod';
import { timeout } from '../http/timeout.ts';
import { readHost } from './host.ts';

const Timeouts = z
  .strictObject({
    connect: timeout.prefault('5s'),
    reads: timeout.prefault('10s'),
    writes: timeout.prefault('30s'),
  })
  .transform(({ connect, reads, writes }) => ({ connectMs: connect, readsMs: reads, writesMs: writes }));

const Host = z
  .string('must be the https address of the Management API, such as https://api.genauth.ai')
  .describe('the https address of the Management API, such as https://api.genauth.ai or https://api.authing.cn')
  .transform((text, context) => {
    const host = readHost(text);
    if (host.kind === 'host') return host.url;
    context.addIssue({ code: 'custom', message: host.right });
    return z.NEVER;
  });

/** Half of each pair, with no blank that a copy brought along: both travel in headers. */
const key = (words: string) =>
  z
    .string(`must be ${words}`)
    .describe(words)
    .regex(/^[\x21-\x7e]{1,200}$/, `must be ${words}, without blanks`);

const AccessKeyId = key("the user pool's id, as the console's page of keys shows it").refine(
  (id) => !id.includes(':'),
  'must be an id without a colon',
);

/** Which brand's words a signature is made of. https://api.genauth.ai is documented with both. */
const Signature = z.strictObject({
  headerPrefix: z.enum(['x-authing-', 'x-genauth-']).default('x-authing-'),
  scheme: z.enum(['authing', 'GenAuth']).default('authing'),
});

/** The keys of a GenAuth (Authing) user pool in muster.yaml. `accessKeySecret` is a secret and can do everything in the pool. */
export type GenAuthSettings = z.infer<typeof GenAuthSettings>;
export const GenAuthSettings = z
  .strictObject({
    host: Host,
    accessKeyId: AccessKeyId,
    accessKeySecret: key("the user pool's secret, from a variable of the environment"),
    /** `token`: a management token, fetched with the key. `signature`: every request is signed with it. */
    auth: z.enum(['token', 'signature']).default('token'),
    signature: Signature.optional(),
    /** Of the service's messages. */
    language: z.enum(['en-US', 'zh-CN', 'zh-TW', 'ja-JP']).default('en-US'),
    timeouts: Timeouts.prefault({}),
    /** The application whose log-in page an invitation links to. Without it, the pool's own panel. */
    inviteAppId: z
      .string()
      .regex(/^[0-9a-f]{24}$/i, 'must be the id of an application of the pool: 24 digits and letters a to f')
      .optional(),
    /** Only who is suspended, deactivated or resigned already may be deleted. */
    deleteOnlySuspended: z.boolean().default(true),
    /** How a Slack mention becomes an account: by the e-mail of the profile, or by a pool that holds Slack ids as externalId. */
    mentions: z.enum(['email', 'external-id']).default('email'),
  })
  .superRefine(({ auth, signature }, context) => {
    if (auth === 'signature' || signature === undefined) return;
    const message = 'must be left out, or used together with auth: signature';
    context.addIssue({ code: 'custom', path: ['signature'], message });
  })
  .transform(({ signature, ...settings }) => ({ ...settings, signature: signature ?? Signature.parse({}) }));
