import type { Answer } from './answer.ts';
import type { FaultBehaviour, FaultRule, OperationFilter } from './fault.ts';

export const rule = (id: string, title: string, operations: OperationFilter, behaviour: FaultBehaviour): FaultRule => ({
  id,
  title,
  operations,
  behaviour,
});

/** An answer in place of the effect. */
export const before = (answer: Answer) => ({ kind: 'answer', when: 'before-effect', answer }) as const;
/** An answer that says nothing of the effect, which is there. */
export const after = (answer: Answer) => ({ kind: 'answer', when: 'after-effect', answer }) as const;

/** A page of somebody who stands between the client and the service. */
export const htmlPage = (status: number, title: string): Answer => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`,
});

export const cutInHalf = (answer: Answer): Answer => ({
  ...answer,
  body: answer.body.slice(0, Math.floor(answer.body.length / 2)),
});

/** What a network does to any service. */
export const networkFaults: readonly FaultRule[] = [
  rule('html-502', 'A proxy’s HTML page with 502, nothing was done', 'all', before(htmlPage(502, '502 Bad Gateway'))),
  rule(
    'html-502-after',
    'A proxy’s HTML page with 502, although it was done',
    'mutations',
    after(htmlPage(502, '502 Bad Gateway')),
  ),
  rule('reset-before', 'The connection breaks before anything is done', 'all', {
    kind: 'reset',
    when: 'before-effect',
  }),
  rule('reset-after', 'It is done, then the connection breaks', 'mutations', { kind: 'reset', when: 'after-effect' }),
  rule('break-off', 'It is done, then the connection breaks amid the answer', 'mutations', {
    kind: 'break-off',
    when: 'after-effect',
  }),
  rule('cut-body', 'It is done, but the answer is cut JSON', 'mutations', { kind: 'rewrite', rewrite: cutInHalf }),
  rule('silence-before', 'Never an answer, nothing was done', 'all', { kind: 'silence', when: 'before-effect' }),
  rule('silence-after', 'Never an answer, although it was done', 'mutations', {
    kind: 'silence',
    when: 'after-effect',
  }),
  rule('late-effect', 'The connection breaks, and 3 s later it is done after all', 'mutations', {
    kind: 'late-effect',
    delayMs: 3_000,
  }),
  rule('slow', 'The answer takes 8 s', 'all', { kind: 'slow', delayMs: 8_000 }),
  rule('lag', 'It is done, but reads show it only after 5 s', 'mutations', { kind: 'lag', lagMs: 5_000 }),
];
