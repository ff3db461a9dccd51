import { describe, expect, it } from 'vitest';
import { fileAddress } from '../../src/slack/file-address.ts';

const SLACK = 'https://slack.com/api/';
const STAND_IN = 'http://127.0.0.1:4321/api/';

describe('the address of a file', () => {
  it.each([
    ['https://files.slack.com/files-pri/T1-F1/download/people.csv?pub_secret=x', SLACK],
    ['https://FILES.SLACK.COM:443/x', SLACK],
    ['https://files.slack-gov.com/x', 'https://slack-gov.com/api/'],
    ['http://127.0.0.1:4321/files-pri/F1/x', STAND_IN],
  ])('%s belongs to %s', (text, apiUrl) => {
    expect(fileAddress(text, apiUrl)?.href).toBe(new URL(text).href);
  });

  it.each([
    ['http://files.slack.com/x', SLACK],
    ['https://someone@files.slack.com/x', SLACK],
    ['https://:secret@files.slack.com/x', SLACK],
    ['http://someone@127.0.0.1:4321/x', STAND_IN],
    ['https://127.0.0.1:4321/x', STAND_IN],
    ['https://files.slack.com/x', STAND_IN],
    ['http://127.0.0.1:4321/x', SLACK],
    ['https://undefined/x', 'https://evil.example/api/'],
    ['', SLACK],
    ['/files-pri/F1/x', SLACK],
  ])('%s does not belong to %s', (text, apiUrl) => {
    expect(fileAddress(text, apiUrl)).toBeNull();
  });
});
