import { validateMessage } from '../../../sandbox/block-kit/messages.ts';
import { validateView } from '../../../sandbox/block-kit/views.ts';
import type { Problem, Surface } from '../../../sandbox/block-kit/walk.ts';

type Json = Readonly<Record<string, unknown>>;

export const text = (length: number) => 'x'.repeat(Math.max(0, length));
export const times = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: Math.max(0, count) }, (_, index) => make(index));

export const plain = (value = 'Words', more: Json = {}) => ({ type: 'plain_text', text: value, ...more });
export const mrkdwn = (value = 'Words', more: Json = {}) => ({ type: 'mrkdwn', text: value, ...more });
export const option = (index: number, more: Json = {}) => ({
  text: plain(`Option ${index}`),
  value: `v${index}`,
  ...more,
});
export const button = (more: Json = {}) => ({ type: 'button', text: plain('Approve'), ...more });
export const confirm = (more: Json = {}) => ({
  title: plain('Sure?'),
  text: mrkdwn('Suspends *12* people'),
  confirm: plain('Suspend'),
  deny: plain('Keep'),
  ...more,
});
export const picture = { type: 'image', alt_text: 'A chart', image_url: 'https://example.com/a.png' };
export const sentence = (value: string) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: value }] }],
});

export const section = (more: Json = {}) => ({ type: 'section', text: mrkdwn(), ...more });
export const withAccessory = (accessory: Json) => section({ accessory });
export const actions = (...elements: readonly unknown[]) => ({ type: 'actions', elements });
export const input = (element: Json, more: Json = {}) => ({ type: 'input', label: plain('Reason'), element, ...more });
export const card = (more: Json = {}) => ({ type: 'card', title: mrkdwn('Card'), ...more });
export const container = (more: Json = {}) => ({
  type: 'container',
  title: plain('Box'),
  child_blocks: [{ type: 'divider' }],
  ...more,
});
export const video = (more: Json = {}) => ({
  type: 'video',
  alt_text: 'A talk',
  title: plain('Talk'),
  thumbnail_url: 'https://example.com/t.png',
  video_url: 'https://example.com/v',
  ...more,
});
export const cell = (value = 'x') => ({ type: 'raw_text', text: value });
export const table = (rows: readonly (readonly unknown[])[], more: Json = {}) => ({ type: 'table', rows, ...more });
export const dataTable = (rows: readonly (readonly unknown[])[], more: Json = {}) => ({
  type: 'data_table',
  caption: 'People',
  rows,
  ...more,
});
export const pie = (segments: readonly unknown[], title = 'Share') => ({
  type: 'data_visualization',
  title,
  chart: { type: 'pie', segments },
});
export const line = (series: readonly unknown[]) => ({
  type: 'data_visualization',
  title: 'Trend',
  chart: { type: 'line', series },
});
export const task = (more: Json = {}) => ({
  type: 'task_card',
  task_id: 't',
  title: 'Look up',
  status: 'pending',
  ...more,
});

export const modal = (blocks: readonly unknown[], more: Json = {}) => ({
  type: 'modal',
  title: plain('Suspend people'),
  submit: plain('Preview'),
  blocks,
  ...more,
});
export const home = (blocks: readonly unknown[], more: Json = {}) => ({ type: 'home', blocks, ...more });

export function problemsOn(surface: Surface, ...blocks: readonly unknown[]): readonly Problem[] {
  switch (surface) {
    case 'message':
      return validateMessage({ blocks });
    case 'modal':
      return validateView(modal(blocks));
    case 'home':
      return validateView(home(blocks));
  }
}
