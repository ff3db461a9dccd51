/** `npm run attack` does all of what is promised; the suite does enough of it to find what broke. */
const whole = process.env['MUSTER_ATTACK'] === 'whole';

export const ATTACKS = {
  forged: 100_000,
  hostile: whole ? 20_000 : 2_000,
  texts: whole ? 100_000 : 5_000,
} as const;
