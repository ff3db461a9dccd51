import type { ModalView } from '@slack/types';
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import type { SlackUserId } from '../ids.ts';
import type { Log } from '../telemetry/log.ts';
import { type Message, mrkdwn, section } from './blocks/elements.ts';
import { clipEscaped, oneLine } from './blocks/text.ts';
import type { PostToResponseUrl } from './response-url.ts';

/** Where a person stands when they type or click. */
export interface Place {
  readonly user: SlackUserId;
  readonly channel: string | null;
  readonly responseUrl: string | null;
}

export interface DirectFile {
  readonly name: string;
  readonly content: string;
  /** Stands above the file. Our own mrkdwn. */
  readonly comment: string;
}

/** The ways to answer the person who acted, and nobody else. */
export interface Answers {
  /** A message only this person sees: by the response address, else ephemeral in the channel, else directly. */
  privately(place: Place, message: Message): Promise<void>;
  /** Instead of the ephemeral message that was clicked; where that is gone, privately. */
  inPlace(place: Place, message: Message): Promise<void>;
  /** A file, in the person's direct messages. */
  directFile(user: SlackUserId, file: DirectFile): Promise<void>;
  /** Opens a modal and answers its id; null when the three seconds of the trigger are over. */
  open(triggerId: string, view: ModalView): Promise<string | null>;
  /**
   * Shows something else in an open modal; a modal that was closed meanwhile is let go. With `hash`, only if the modal
   * still shows what it showed then.
   */
  show(viewId: string, view: ModalView, hash?: string): Promise<void>;
}

export interface AnswersDeps {
  readonly client: WebClient;
  readonly postToResponseUrl: PostToResponseUrl;
  readonly log: Log;
}

/** A message that is one sentence of ours. */
export function sentence(text: string): Message {
  return { text, blocks: [section(mrkdwn(text))] };
}

/** What a rule said, which may quote what the person typed. */
export function refusal(reason: string): Message {
  return sentence(refusalText(reason));
}

export function refusalText(reason: string): string {
  return clipEscaped(oneLine(reason) || 'I cannot do this.', 2_900);
}

export const TOO_SLOW = sentence('That took too long, and Slack no longer lets me open the form. Please try again.');

/** https://docs.slack.dev/reference/methods/views.open#errors */
const LATE_TRIGGER = new Set(['expired_trigger_id', 'exchanged_trigger_id', 'invalid_trigger_id']);

/** https://docs.slack.dev/reference/methods/views.update#errors */
const OUTDATED_VIEW = new Set(['not_found', 'hash_conflict']);

function platformError(error: unknown): string | null {
  return error instanceof WebAPIPlatformError ? error.data.error : null;
}

export function createAnswers({ client, postToResponseUrl, log }: AnswersDeps): Answers {
  /** Tries one way after the other; the last one's failure is thrown. */
  const first = async (ways: readonly (() => Promise<unknown>)[]) => {
    for (const [index, way] of ways.entries()) {
      try {
        await way();
        return;
      } catch (error) {
        if (index === ways.length - 1) throw error;
        log.info({ err: error }, 'One way to answer a person failed, trying the next');
      }
    }
  };

  const fallbacks = ({ user, channel }: Place, { text, blocks }: Message) => [
    ...(channel === null ? [] : [() => client.chat.postEphemeral({ channel, user, text, blocks: [...blocks] })]),
    () => client.chat.postMessage({ channel: user, text, blocks: [...blocks] }),
  ];

  const respond = ({ responseUrl }: Place, message: Message, replace: boolean) =>
    responseUrl === null ? [] : [() => postToResponseUrl(responseUrl, { ...message, replace })];

  return {
    privately: (place, message) => first([...respond(place, message, false), ...fallbacks(place, message)]),
    inPlace: (place, message) => first([...respond(place, message, true), ...fallbacks(place, message)]),
    directFile: async (user, { name, content, comment }) => {
      const { channel } = await client.conversations.open({ users: user });
      if (!channel?.id) throw new Error('Slack named no channel');
      await client.filesUploadV2({
        channel_id: channel.id,
        filename: name,
        title: name,
        file: Buffer.from(content, 'utf8'),
        initial_comment: comment,
      });
    },
    open: async (triggerId, view) => {
      try {
        const opened = await client.views.open({ trigger_id: triggerId, view });
        return opened.view?.id ?? null;
      } catch (error) {
        if (!LATE_TRIGGER.has(platformError(error) ?? '')) throw error;
        log.warn({ problem: platformError(error) }, 'A modal could not be opened in time');
        return null;
      }
    },
    show: async (viewId, view, hash) => {
      try {
        await client.views.update({ view_id: viewId, view, ...(hash ? { hash } : {}) });
      } catch (error) {
        if (!OUTDATED_VIEW.has(platformError(error) ?? '')) throw error;
        log.info({}, 'A modal was closed or changed before it could be updated');
      }
    },
  };
}
