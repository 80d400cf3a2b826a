/** What a person agreed to, as a short text: what is planned anew and has the same one is the same. */
import { createHash } from "node:crypto";

/** JSON with every object's members in the order of their names; members without a value are left out. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(",")}}`;
};

/** The hash of a plan; lists keep their order, since changes are made in theirs. */
export const planHash = (agreed: object): string =>
  createHash("sha256").update(canonical(agreed)).digest("hex").slice(0, 32);
