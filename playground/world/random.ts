/** A number in [0, 1). Every service takes its randomness as an argument, so that a seed replays a run. */
export type Random = () => number;

/** The mulberry32 generator: small, fast, and the same sequence for the same seed on every machine. */
export const seeded = (seed: number): Random => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const hexDigits = "0123456789abcdef";

/** `length` hexadecimal digits, for ids such as `i-0123456789abcdef0`. */
export const hex = (random: Random, length: number): string => {
  let digits = "";
  for (let index = 0; index < length; index++) digits += hexDigits[Math.floor(random() * 16)];
  return digits;
};

/** A version 4 UUID. */
export const uuid = (random: Random): string =>
  `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-${"89ab"[Math.floor(random() * 4)]}${hex(random, 3)}-${hex(random, 12)}`;
