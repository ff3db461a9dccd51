import * as fastCheck from '../../node_modules/fast-check/lib/fast-check.js';

/**
 * fast-check as the tests see it. The suite draws the same examples every time: a change is judged by what it changed, not
 * by luck. `npm run properties` looks further: other seeds, so many times as many examples, for so long at most.
 */
const { PROPERTY_SEED = '1', PROPERTY_TIMES, PROPERTY_SECONDS } = process.env;

fastCheck.configureGlobal({
  seed: Number(PROPERTY_SEED),
  ...(PROPERTY_SECONDS === undefined ? {} : { interruptAfterTimeLimit: Number(PROPERTY_SECONDS) * 1_000 }),
});

export * from '../../node_modules/fast-check/lib/fast-check.js';
export const assert = ((property: fastCheck.IRawProperty<unknown>, params: fastCheck.Parameters<unknown> = {}) =>
  fastCheck.assert(property, {
    ...params,
    numRuns: (params.numRuns ?? 100) * Number(PROPERTY_TIMES ?? 1),
  })) as typeof fastCheck.assert;
export default { ...fastCheck.default, assert };
