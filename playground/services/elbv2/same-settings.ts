/**
 * Whether a create request asks for what exists already: then it succeeds again ("If you attempt to create multiple target
 * groups with the same settings, each call succeeds"). The order of members does not matter.
 */
export const sameSettings = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other);

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
