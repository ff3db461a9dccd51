import { describe, expect, test } from 'vitest';
import { parseMrkdwn, type TextNode } from '../../../sandbox/page/src/mrkdwn.ts';

const text = (value: string): TextNode => ({ kind: 'text', text: value });

describe('mrkdwn', () => {
  test('bold, italic and strike may stand inside each other', () => {
    expect(parseMrkdwn('*bold _both_* ~gone~')).toEqual([
      { kind: 'bold', children: [text('bold '), { kind: 'italic', children: [text('both')] }] },
      text(' '),
      { kind: 'strike', children: [text('gone')] },
    ]);
  });

  test.each(['snake_case_name', '2 * 3 * 4', 'a*b*c', '* item', 'lonely_', '**'])('%s is no formatting', (source) => {
    expect(parseMrkdwn(source)).toEqual([text(source)]);
  });

  test('nothing is formatted inside code, and entities are read there', () => {
    expect(parseMrkdwn('`*a* &lt;b&gt; :x:`')).toEqual([{ kind: 'code', text: '*a* <b> :x:' }]);
    expect(parseMrkdwn('```\n*a*\n> b\n```after')).toEqual([{ kind: 'pre', text: '*a*\n> b' }, text('after')]);
  });

  test('quoted lines become one quote, whether > came escaped or not', () => {
    expect(parseMrkdwn('before\n> one\n&gt; two\nafter')).toEqual([
      text('before\n'),
      { kind: 'quote', children: [text('one\ntwo')] },
      text('after'),
    ]);
  });

  test('mentions keep the id, and a label only where there is one', () => {
    expect(parseMrkdwn('<@U1> <@U2|bob> <!subteam^S1|@help> <#C1|> <!here>')).toEqual([
      { kind: 'user', id: 'U1', label: null },
      text(' '),
      { kind: 'user', id: 'U2', label: 'bob' },
      text(' '),
      { kind: 'usergroup', id: 'S1', label: '@help' },
      text(' '),
      { kind: 'channel', id: 'C1', label: '' },
      text(' '),
      { kind: 'broadcast', id: 'here', label: null },
    ]);
  });

  test('web and mail addresses become links', () => {
    expect(parseMrkdwn('<https://a.example/?x=1&amp;y=2|*site*> <mailto:a@b.example>')).toEqual([
      { kind: 'link', href: 'https://a.example/?x=1&y=2', children: [text('*site*')] },
      text(' '),
      { kind: 'link', href: 'mailto:a@b.example', children: [text('a@b.example')] },
    ]);
  });

  test('an address that could run something stays text', () => {
    expect(parseMrkdwn('<javascript:alert(1)|click>')).toEqual([text('<javascript:alert(1)|click>')]);
  });

  test('a date keeps its format and what to say instead', () => {
    expect(parseMrkdwn('<!date^1392734382^{date_short} at {time}|Feb 18>')).toEqual([
      { kind: 'date', seconds: 1392734382, format: '{date_short} at {time}', fallback: 'Feb 18' },
    ]);
  });

  test('entities are read once, and only the three that exist', () => {
    expect(parseMrkdwn('&amp;lt; &lt;b&gt; &copy;')).toEqual([text('&lt; <b> &copy;')]);
  });
});
