import type { Notice } from '../../notices/notice.ts';
import type { PastFreeze } from '../../safeguards/freeze.ts';
import { freezeSentence } from '../../safeguards/freeze.ts';
import { type Message, mrkdwn, section } from './elements.ts';
import { slackPen } from './text.ts';

const TRIED: Readonly<Record<string, string>> = {
  preview: 'asked for',
  submit: 'submitted',
  approve: 'approved',
  'retry-failed': 'asked again for',
};

/** `freeze`: the one it is about, where it is about one. */
export function houseNotice(notice: Notice, freeze: PastFreeze | null): Message {
  const text = words(notice, freeze);
  return { text, blocks: [section(mrkdwn(text))] };
}

function words(notice: Notice, freeze: PastFreeze | null): string {
  switch (notice.kind) {
    case 'frozen':
      return freeze === null ? 'Muster was frozen.' : freezeSentence(freeze, slackPen);
    case 'unfrozen': {
      const by = freeze?.liftedBy ? ` by ${slackPen.person(freeze.liftedBy)}` : '';
      const whose = freeze?.by
        ? `The freeze by ${slackPen.person(freeze.by)}`
        : `The freeze from outside of Slack (${freeze?.source ?? 'unknown'})`;
      const next = notice.left === 0 ? 'Calls go on.' : 'Muster stays frozen: another freeze is left.';
      return `${whose} was lifted${by}. ${next}`;
    }
    case 'refused': {
      const what = slackPen.name(notice.operation ?? 'something');
      const where = notice.directory === null ? '' : ` in ${slackPen.name(notice.directory)}`;
      return `Refused by a safeguard when ${slackPen.person(notice.by)} ${TRIED[notice.what] ?? 'tried'} ${what}${where}: ${slackPen.text(notice.why)}`;
    }
  }
}
