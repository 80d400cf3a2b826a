import { describe, expect, it } from "vitest";
import { type Filter, select } from "../../../command/questions/select.ts";
import { instance, webBeta, webLive } from "../../src/inventory/estate.ts";

const all = [...webLive, ...webBeta, instance("i-0f")];
const names = (filter: Filter) => select(all, filter).map(({ ref, facts }) => `${ref.type} ${facts.name}`);

describe("a selection", () => {
  it.each<[string, Filter, readonly string[]]>([
    [
      "a type",
      { type: "auto-scaling-group" },
      ["auto-scaling-group beta", "auto-scaling-group web", "auto-scaling-group web-green"],
    ],
    ["an environment", { environment: "web-beta", type: "instance" }, ["instance i-0d"]],
    ["a side", { side: "green", type: "instance" }, ["instance i-0b", "instance i-0c"]],
    ["a version", { release: "2", type: "instance" }, ["instance i-0b", "instance i-0c"]],
    ["a commit", { release: "1".repeat(40), type: "instance" }, ["instance i-0d"]],
    ["the beginning of a commit", { release: "1111111", type: "instance" }, ["instance i-0d"]],
    ["too little of a commit, which is a version then", { release: "1", type: "instance" }, ["instance i-0d"]],
    ["what nobody has", { release: "9" }, []],
  ])("takes by %s", (_, filter, expected) => {
    expect(names(filter)).toEqual(expected);
  });

  it("takes everything without a criterion, what is nobody's first, in an order that does not depend on that of the table", () => {
    expect(names({}).length).toBe(all.length);
    expect(names({})[0]).toBe("instance i-0f");
    expect(select(all.toReversed(), {})).toEqual(select(all, {}));
  });
});
