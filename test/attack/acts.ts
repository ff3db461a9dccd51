import type { Sandbox } from '../../sandbox/sandbox.ts';
import { commandPayload, messageActionPayload, submissionPayload } from '../../sandbox/slack/person/payloads.ts';
import type { StateValues } from '../../sandbox/slack/person/view-state.ts';
import type { Message } from '../../sandbox/slack/records.ts';
import { GENERAL_CHANNEL } from '../../sandbox/slack/seed.ts';
import { ACTIONS, VIEWS } from '../../src/slack/action-ids.ts';
import { COMPOSE } from '../../src/slack/blocks/compose-modal.ts';
import { PHRASE, REASON } from '../../src/slack/blocks/reason-modal.ts';
import { carriedMetadata } from '../../src/slack/modals/compose-metadata.ts';
import { reasonMetadata } from '../../src/slack/modals/reason-metadata.ts';

/** Something a person could do in Slack, as Slack would describe it. */
export type Act =
  | { readonly kind: 'command'; readonly payload: Readonly<Record<string, unknown>> }
  | { readonly kind: 'interaction'; readonly payload: Readonly<Record<string, unknown>> };

/** The body that Slack posts. */
export function bodyOf({ kind, payload }: Act): string {
  if (kind === 'interaction') return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  return new URLSearchParams(
    Object.entries(payload).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
}

/** Response addresses lead nowhere, so that answers are sought in Slack itself. */
const NOWHERE = 'https://elsewhere.example/response';

const typed = (value: string) => ({ type: 'plain_text_input', value });
const chosen = (value: string) => ({ type: 'static_select', selected_option: { value } });

/** A click of this person on the card, as if the button were there for them. */
export function clickOn({ workspace }: Sandbox, user: string, card: Message, actionId: string, value: string): Act {
  const action = { type: 'button', block_id: 'b', action_id: actionId, value };
  const payload = messageActionPayload(workspace, { user, message: card, action, values: {}, responseUrl: NOWHERE });
  return { kind: 'interaction', payload };
}

/** Every kind of act there is, done by this person to the request that the card is of. `value` is its buttons' value. */
export function allActs(sandbox: Sandbox, user: string, card: Message, value: string): readonly Act[] {
  const { workspace } = sandbox;
  const commands = [
    ['/wickr', 'suspend person0001@acme.example --reason "left"'],
    ['/wickr', 'delete <@U0ALICE001|alice> --reason "left"'],
    ['/wickr', 'lookup person0001@acme.example'],
    ['/wickr', 'history --mine'],
    ['/wickr', 'status'],
    ['/genauth', 'suspend person0001@acme.example --reason "left"'],
    ['/muster', 'freeze wrong list'],
    ['/muster', 'unfreeze'],
  ].map(([command = '', text = '']): Act => {
    const payload = commandPayload(workspace, { user, channel: GENERAL_CHANNEL, command, text, responseUrl: NOWHERE });
    return { kind: 'command', payload };
  });
  const clicks = Object.values(ACTIONS).map((actionId) => clickOn(sandbox, user, card, actionId, value));

  let views = 0;
  const submission = (callback_id: string, private_metadata: string, values: StateValues): Act => {
    views += 1;
    const [id, hash] = [`V0HOSTILE${views}`, `${views}.hash`];
    const view = { type: 'modal', callback_id, private_metadata, blocks: [] };
    const open = { id, hash, user, rootId: id, previousId: null, externalId: null, view };
    return { kind: 'interaction', payload: submissionPayload(workspace, user, open, values) };
  };
  const reason = { [REASON.block]: { value: typed('because') }, [PHRASE.block]: { value: typed('suspend') } };
  const carried = reasonMetadata({ button: value, responseUrl: NOWHERE, phrase: null });
  const submissions = [
    submission(VIEWS.compose, carriedMetadata({ kind: 'wickr', files: [], columns: [] }), {
      [COMPOSE.operation]: { [COMPOSE.value]: chosen('suspend') },
      [COMPOSE.directory]: { [COMPOSE.value]: chosen('acme-prod') },
      [COMPOSE.list]: { [COMPOSE.value]: typed('person0001@acme.example') },
      [COMPOSE.reason]: { [COMPOSE.value]: typed('because') },
    }),
    submission(VIEWS.preview, value, {}),
    submission(VIEWS.reason, carried, reason),
    submission(VIEWS.reject, carried, reason),
  ];
  return [...commands, ...clicks, ...submissions];
}
