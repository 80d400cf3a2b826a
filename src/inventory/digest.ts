import { createHash } from "node:crypto";
import type { Facts } from "./model.ts";

const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, each]) => [key, canonical(each)]);
};

/** A short text that is the same for equal facts: what a sweep compares, so that it need not hold the whole table. */
export const digestOf = (facts: Facts | null): string =>
  facts === null
    ? ""
    : createHash("sha256")
        .update(JSON.stringify(canonical(facts)))
        .digest("base64url")
        .slice(0, 22);
