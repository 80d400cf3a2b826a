import fc from "fast-check";
import { expect, it } from "vitest";
import { planHash } from "../../console/plan-hash.ts";

const change = { resource: { kind: "listener", id: "web:443" }, before: { a: 1, b: [1, 2] }, after: null };

it("is the same however the members of objects are ordered, and another for any other value", () => {
  const turned = { after: null, before: { b: [1, 2], a: 1 }, resource: { id: "web:443", kind: "listener" } };
  expect(planHash({ name: "n", agreed: [change] })).toBe(planHash({ agreed: [turned], name: "n" }));
  const others = [
    { name: "m", agreed: [change] },
    { name: "n", agreed: [{ ...change, before: { a: 1, b: [2, 1] } }] },
    { name: "n", agreed: [{ ...change, after: {} }] },
    { name: "n", agreed: [change, change] },
    { name: "n", agreed: [] },
  ];
  const hashes = new Set([{ name: "n", agreed: [change] }, ...others].map(planHash));
  expect(hashes.size).toBe(others.length + 1);
});

it("tells any two plans apart that JSON tells apart", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      const round = (value: unknown) => planHash({ agreed: JSON.parse(JSON.stringify(value)) });
      const sorted = (value: unknown): string =>
        JSON.stringify(value, (_key, each: unknown) =>
          typeof each === "object" && each !== null && !Array.isArray(each)
            ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
            : each,
        );
      expect(round(one) === round(other)).toBe(sorted(one) === sorted(other));
      expect(round(one)).toBe(round(structuredClone(one)));
    }),
  );
});
