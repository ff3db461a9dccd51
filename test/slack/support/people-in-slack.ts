import { slackTeamId, slackUserId } from '../../../src/ids.ts';
import type { Actor } from '../../../src/requests/use-cases.ts';

/** Whoever types, clicks and submits in these tests. */
export const ALICE: Actor = { id: slackUserId('U0ALICE'), teamId: slackTeamId('T0ACME') };
