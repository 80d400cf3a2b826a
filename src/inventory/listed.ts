/**
 * What a sweep has seen so far, as small as it can be kept: six bytes of each ARN's hash. That what is gone has those of one among a million
 * that are there happens once in 280 million times; it stays then until an event tells of it.
 */
import { createHash } from "node:crypto";

const bytesEach = 6;

const hashOf = (arn: string): number => createHash("sha256").update(arn).digest().readUIntBE(0, bytesEach);

/** The hashes of these ARNs, one after another. */
export const hashesOf = (arns: readonly string[]): Uint8Array => {
  const bytes = Buffer.alloc(arns.length * bytesEach);
  for (const [at, arn] of arns.entries()) bytes.writeUIntBE(hashOf(arn), at * bytesEach, bytesEach);
  return bytes;
};

/** Whether an ARN is among those whose hashes these are. */
export const listedIn = async (pages: AsyncIterable<Uint8Array>): Promise<(arn: string) => boolean> => {
  const parts: Float64Array[] = [];
  for await (const page of pages) {
    const bytes = Buffer.from(page.buffer, page.byteOffset, page.byteLength);
    const hashes = new Float64Array(Math.floor(bytes.length / bytesEach));
    for (let at = 0; at < hashes.length; at++) hashes[at] = bytes.readUIntBE(at * bytesEach, bytesEach);
    parts.push(hashes);
  }
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    all.set(part, end);
    end += part.length;
  }
  all.sort();
  return (arn) => isIn(all, hashOf(arn));
};

const isIn = (sorted: Float64Array, value: number): boolean => {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === value;
};
