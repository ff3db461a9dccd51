import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clip, clipEscaped, escapeText, oneLine, slackPen } from '../../../src/slack/blocks/text.ts';
import { NOW } from '../support/views.ts';

describe('text for Slack', () => {
  it('has its three special characters escaped and nothing else', () => {
    expect(escapeText(`<!channel> & "O'Brien" *bold*`)).toBe(`&lt;!channel&gt; &amp; "O'Brien" *bold*`);
  });

  it('is cut between characters, never inside one or inside an entity', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 40 }), (text, max) => {
        const cut = clipEscaped(text, max);

        expect(cut.length).toBeLessThanOrEqual(max);
        expect(cut.isWellFormed()).toBe(true);
        expect(cut.replace(/&(amp|lt|gt);/g, '')).not.toMatch(/[&<>]/);
        expect(clip(text.toWellFormed(), max).isWellFormed()).toBe(true);
      }),
    );
    expect(clipEscaped('a&b', 5)).toBe('a…');
  });

  it('stays on its line and in its order', () => {
    expect(oneLine('Eve\r\n\u2028\u202Eevil\u2066 \0')).toBe('Eve evil');
    expect(oneLine('أحمد')).toBe('أحمد');
  });

  it('shows moments in the reader’s own time', () => {
    expect(slackPen.moment(NOW)).toBe('<!date^1795251600^{date_short_pretty} at {time}|2026-11-21 09:00 UTC>');
  });
});
