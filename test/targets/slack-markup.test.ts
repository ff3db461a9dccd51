import { describe, expect, it } from 'vitest';
import { readableText, readMarkup } from '../../src/targets/slack-markup.ts';

describe('reading Slack’s markup', () => {
  it.each([
    ['<@U123>', { kind: 'mention', slackUserId: 'U123', label: null }],
    ['<@W123|alice>', { kind: 'mention', slackUserId: 'W123', label: 'alice' }],
    ['<!subteam^S123>', { kind: 'user-group', slackUserGroupId: 'S123', label: null }],
    ['<!subteam^S123|@admins>', { kind: 'user-group', slackUserGroupId: 'S123', label: '@admins' }],
    ['<!here|here>', { kind: 'broadcast', name: 'here' }],
    ['<#C123|general>', { kind: 'channel', name: 'general' }],
    ['<#C123|>', { kind: 'channel', name: 'C123' }],
    ['<mailto:a@b.co?subject=Hi|c@d.co>', { kind: 'mailto', address: 'a@b.co' }],
    ['<mailto:a%2Bb@c.co|x>', { kind: 'mailto', address: 'a+b@c.co' }],
    ['<mailto:a%@c.co>', { kind: 'mailto', address: 'a%@c.co' }],
    ['<https://a.example/?x=1&amp;y=2|a>', { kind: 'link', url: 'https://a.example/?x=1&y=2' }],
    ['<!date^1^{time}|noon>', { kind: 'unknown' }],
    ['<@B123>', { kind: 'unknown' }],
    ['<@u123>', { kind: 'unknown' }],
  ])('%s', (text, markup) => {
    expect(readMarkup(text)).toEqual(markup);
  });

  it('shows text as its writer saw it', () => {
    const text =
      'R&amp;D: <@U1|bob> left &lt;today&gt;, see <https://x.example/1|here>, <mailto:a@b.co|a@b.co>, <#C1|hr>, <!subteam^S1|@it>, <@U2>, <!here>';

    expect(readableText(text)).toBe('R&D: @bob left <today>, see https://x.example/1, a@b.co, #hr, @it, @U2, @here');
  });
});
