import type { Pen } from '../../src/report/pen.ts';

/** Writes reports as they are, for tests about what they say. */
export const plainPen: Pen = {
  text: (text) => text,
  name: (text) => text,
  person: (id) => `@${id}`,
  group: (id) => `@${id}`,
  moment: () => 'at noon',
};
