import type { KnownBlock, ModalView } from '@slack/types';
import { VIEWS } from '../action-ids.ts';
import { modal, mrkdwn, section } from './elements.ts';

/** One sentence and a way out: "working…", a refusal, the end of a flow. `text` is our own mrkdwn. */
export function noticeModal(title: string, text: string, more: readonly KnownBlock[] = []): ModalView {
  return modal({
    callbackId: VIEWS.notice,
    title,
    blocks: [section(mrkdwn(text)), ...more],
    metadata: '',
    close: 'Close',
  });
}
