import type { KnownBlock, ModalView } from '@slack/types';
import { grouped } from '../../report/wording.ts';
import type { PeopleFile } from '../../uploads/read-people-file.ts';
import { mrkdwn, section } from '../blocks/elements.ts';
import { slackPen } from '../blocks/text.ts';

/** A file that was read, with the name it has for people. */
export interface NamedFile {
  readonly name: string;
  readonly read: Extract<PeopleFile, { readonly kind: 'read' }>;
}

const REJECTED_SHOWN = 5;

/** How many rows came in and what became of them: nobody is lost between the file and the preview. */
export function fileNote({ name, read }: NamedFile): readonly KnownBlock[] {
  const { rowsIn, accepted, rejected, rejectedCount, repeated } = read;
  const again = repeated === 0 ? '' : `, of which ${grouped(repeated)} repeat somebody,`;
  const sum = `*${slackPen.name(name)}*: ${grouped(rowsIn)} ${rowsIn === 1 ? 'row' : 'rows'} = ${grouped(accepted)} accepted${again} + ${grouped(rejectedCount)} rejected.`;
  if (rejectedCount === 0) return [section(mrkdwn(sum))];
  const shown = rejected
    .slice(0, REJECTED_SHOWN)
    .map(({ line, typed, reason }) => `Line ${line}, ${slackPen.name(typed)}: ${slackPen.text(reason)}`);
  const more = rejectedCount > shown.length ? ['…'] : [];
  return [section(mrkdwn([`${sum} All rejected rows come to you as a file.`, ...shown, ...more].join('\n')))];
}

/** The same view with something said first. */
export function withFirst(blocks: readonly KnownBlock[], view: ModalView): ModalView {
  return { ...view, blocks: [...blocks, ...view.blocks] };
}
