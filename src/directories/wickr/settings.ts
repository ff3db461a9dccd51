import { z } from 'zod';
import { timeout } from '../http/timeout.ts';
import { isRegion, resolveEndpoint } from './endpoint.ts';

/** Strict even in absence: a mistyped `profil` must not quietly fall back to another identity. */
const Credentials = z.union(
  [
    z.strictObject({ profile: z.string().min(1).optional() }),
    z.strictObject({
      roleArn: z.string().regex(/^arn:[a-z-]+:iam::\d{12}:role\/\S+$/, 'must be the ARN of an IAM role'),
      externalId: z.string().min(2).max(1224).optional(),
      // AssumeRole's RoleSessionName.
      sessionName: z
        .string()
        .regex(/^[\w+=,.@-]{2,64}$/, 'must be 2 to 64 letters, digits or any of _ + = , . @ -')
        .optional(),
    }),
  ],
  'must be either a profile, or a roleArn with an optional externalId and sessionName',
);

const NetworkId = z
  .string({
    error: ({ input }) =>
      typeof input === 'number'
        ? 'must be in quotes: YAML reads bare digits as a number and loses leading zeros'
        : 'must be the 8-digit id of a Wickr network, in quotes',
  })
  .regex(/^[0-9]{8}$/, 'must be exactly 8 digits');

const Timeouts = z
  .strictObject({
    connect: timeout.prefault('5s'),
    headers: timeout.prefault('30s'),
    body: timeout.prefault('30s'),
    total: timeout.prefault('1m'),
  })
  .transform(({ connect, headers, body, total }) => ({
    connectMs: connect,
    headersMs: headers,
    bodyMs: body,
    totalMs: total,
  }));

/** The keys of a Wickr network in muster.yaml. */
export type WickrSettings = z.infer<typeof WickrSettings>;
export const WickrSettings = z
  .strictObject({
    networkId: NetworkId,
    region: z.string().refine(isRegion, 'must be an AWS region such as us-east-1'),
    /** Instead of the host derived from the region: a VPC endpoint, a proxy, the sandbox. */
    endpoint: z.string().min(1).optional(),
    fips: z.boolean().default(false),
    dualStack: z.boolean().default(false),
    credentials: Credentials.default({}),
    timeouts: Timeouts.prefault({}),
    /** Only who is suspended, or never accepted the invitation, may be deleted. */
    deleteOnlySuspended: z.boolean().default(true),
    /** AWS has put this network in preview: invitations may have codes of their own. */
    preview: z.boolean().default(false),
  })
  .superRefine((settings, context) => {
    if (settings.endpoint === undefined || !isRegion(settings.region)) return;
    const resolved = resolveEndpoint({ ...settings, endpoint: settings.endpoint });
    if (resolved.kind === 'misconfigured') {
      context.addIssue({ code: 'custom', path: ['endpoint'], message: resolved.reason });
    }
  });
