import { createHash } from "node:crypto";

/** Hexadecimal digits that follow from a text: what a resource brings along has the same id whenever it is asked for. */
export const derivedHex = (text: string, digits: number): string =>
  createHash("sha256").update(text).digest("hex").slice(0, digits);

/** The id of what an instance, an image or a VPC brings along without a record of its own: `vol-…` of an instance. */
export const derivedId = (prefix: string, owner: string, which = ""): string =>
  `${prefix}-${derivedHex(`${prefix} ${owner} ${which}`, 17)}`;
