import { describe, expect, it } from "vitest";
import { partsOfScope, scopeOf, scopeOfMessages } from "../../../../src/inventory/findings/scope.ts";
import type { Facts, Row } from "../../../../src/inventory/model.ts";

const facts = (environment?: string): Facts => ({
  name: "web",
  tags: {},
  ...(environment === undefined ? {} : { environment }),
  details: {},
});
const row = (now: Facts | null, last: Facts | null = now): Row => ({
  ref: { type: "instance", arn: "arn:aws:ec2:eu-west-1:123456789012:instance/i-0a" },
  number: 1,
  facts: now,
  trueFrom: 0,
  observedAt: 0,
  recordedAt: 0,
  cause: { by: "sweep" },
  readAt: 0,
  bornAt: 0,
  last,
});

describe("the scope of what changed", () => {
  it("is whose it is and whose it was, each once", () => {
    const recorded = [
      { before: row(facts("web-live")), after: row(facts("web-beta")) },
      { before: undefined, after: row(facts("web-live")) },
      { before: row(facts()), after: row(null, facts()) },
      { before: undefined, after: row(null, facts("jobs")) },
    ];
    expect(scopeOf(recorded)).toEqual({ environments: ["", "jobs", "web-beta", "web-live"] });
    expect(scopeOf([])).toEqual({ environments: [] });
  });

  it("of a batch of messages is all that they ask for, at once, and nonsense asks for nothing", () => {
    const ask = (...environments: readonly string[]) => JSON.stringify({ environments });
    expect(scopeOfMessages([ask("b", "a"), "not JSON", '{"environments":1}', ask("a", "")])).toEqual({
      environments: ["", "a", "b"],
    });
    expect(scopeOfMessages([ask("a"), '{"environments":["b"],"installation":true}'])).toEqual({
      environments: ["a", "b"],
      installation: true,
    });
    // Version 0.1's at the end of a sweep: the next one asks for each.
    expect(scopeOfMessages(['{"environments":"all"}'])).toEqual({ environments: [] });
    expect(scopeOfMessages([])).toEqual({ environments: [] });
  });

  it("is looked at in parts of a few environments, and what is once for the installation by itself", () => {
    const names = Array.from({ length: 60 }, (_, at) => `environment-${at}`);
    const parts = partsOfScope({ environments: names, installation: true });
    expect(parts.flatMap(({ environments }) => environments)).toEqual(names);
    expect(parts.map(({ environments, installation }) => [environments.length, installation])).toEqual([
      [25, undefined],
      [25, undefined],
      [10, undefined],
      [0, true],
    ]);
    expect(partsOfScope({ environments: [] })).toEqual([]);
  });
});
