import { parseRule } from "@sarcelle/playground/faults";
import { describe, expect, it } from "vitest";
import { breakingsOf, targetsWith } from "../../../console/page/breakable.ts";

describe("what the page offers to break", () => {
  const offered = [...targetsWith(["i-0123456789abcdef0"]), "listener:8080", "key:alias/a"].flatMap((target) =>
    breakingsOf(target).map((way) => ({ target, ...way })),
  );

  it("is what a playground takes", () => {
    expect(offered.length).toBeGreaterThan(40);
    for (const { target, fault, takes } of offered)
      expect(parseRule({ target, fault, ...(takes === undefined ? {} : { [takes]: 100 }) })).toMatchObject({
        target,
        fault,
      });
  });

  it("asks for the number that a way to break needs, and for none that it does not", () => {
    for (const { target, fault, takes } of offered) {
      const numbers = (["milliseconds", "bytes"] as const).filter((each) => each !== takes);
      if (takes !== undefined) expect(() => parseRule({ target, fault }), `${target} ${fault}`).toThrow();
      for (const number of numbers)
        expect(
          () => parseRule({ target, fault, ...(takes && { [takes]: 100 }), [number]: 100 }),
          `${target} ${fault}`,
        ).toThrow();
    }
  });
});
