import { describe, expect, it } from "vitest";
import { waitingLine } from "../../../../proof/bench/switch/waiting-line.ts";

describe("a waiting line", () => {
  it("gives thousands back in the order in which they came, as others come", () => {
    const line = waitingLine();
    const taken: (number | undefined)[] = [];
    for (let n = 0; n < 5_000; n++) line.add(n);
    for (let n = 0; n < 3_000; n++) taken.push(line.take());
    for (let n = 5_000; n < 6_000; n++) line.add(n);
    expect(line.length()).toBe(3_000);
    taken.push(...line.takeWhile(() => true));
    expect(taken).toEqual(Array.from({ length: 6_000 }, (_, n) => n));
    expect([line.length(), line.take()]).toEqual([0, undefined]);
  });

  it("lets go of those at its front alone", () => {
    const line = waitingLine();
    for (const n of [1, 2, 9, 3]) line.add(n);
    expect(line.takeWhile((n) => n < 5)).toEqual([1, 2]);
    expect(line.take()).toBe(9);
  });
});
