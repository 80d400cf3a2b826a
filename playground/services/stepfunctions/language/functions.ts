import { createHash } from "node:crypto";
import { type Random, seeded, uuid } from "../../../world/random.ts";
import { compile } from "./expression.ts";

const formatTime = compile("$fromMillis($millis, $picture, $timezone)");

/**
 * The functions that Step Functions adds to JSONata or gives another meaning, on the world's time and randomness. As in AWS,
 * an argument that makes no sense yields nothing, which then fails the field that the expression stands in.
 */
export const functions = (now: number, random: Random) => ({
  now: (picture?: string, timezone?: string) => formatTime.evaluate({ millis: now, picture, timezone }),
  millis: () => now,
  random: (seed?: number) => (seed === undefined ? random : seeded(Math.trunc(seed)))(),
  uuid: () => uuid(random),
  shuffle: (array: unknown) => shuffle(array, random),
  partition,
  range,
  hash,
  parse: (text: string) => JSON.parse(text) as unknown,
});

const partition = (array: unknown, size: unknown): unknown => {
  const step = Math.trunc(Number(size));
  if (!Array.isArray(array) || array.length === 0 || !(step > 0)) return undefined;
  return Array.from({ length: Math.ceil(array.length / step) }, (_, index) =>
    array.slice(index * step, (index + 1) * step),
  );
};

/** AWS bounds what an expression may build; this is where `$range` meets that bound. */
const longestRange = 360_145;

const range = (start: unknown, end: unknown, step: unknown): unknown => {
  const [from, to, by] = [start, end, step].map((value) => Math.trunc(Number(value))) as [number, number, number];
  const length = Math.floor((to - from) / by) + 1;
  if (!(length > 0)) return undefined;
  if (length > longestRange) throw new Error("Expression evaluation memory limit exceeded");
  const values = Array.from({ length }, (_, index) => from + index * by);
  // JSONata knows no difference between a value and a sequence of one.
  return values.length === 1 ? values[0] : values;
};

const algorithms: Readonly<Record<string, string>> = {
  MD5: "md5",
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
};

const hash = (text: unknown, algorithm: unknown): unknown => {
  const name = algorithms[String(algorithm)];
  return typeof text === "string" && name !== undefined ? createHash(name).update(text).digest("hex") : undefined;
};

const shuffle = (array: unknown, random: Random): unknown => {
  if (array === undefined) return undefined;
  const shuffled: unknown[] = Array.isArray(array) ? [...array] : [array];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const pick = Math.floor(random() * (last + 1));
    [shuffled[last], shuffled[pick]] = [shuffled[pick], shuffled[last]];
  }
  return shuffled;
};
