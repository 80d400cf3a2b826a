import { describe, expect, it } from "vitest";
import type { State } from "../../../../src/changes/change.ts";
import { type Namesake, namesGiven, refuseTaken } from "../../../../src/deployment/upgrade/taken.ts";
import { NameTaken } from "../../../../src/errors.ts";

const ours = "sarcelle:environment";
const port = "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/web/1:9080";

describe("what has a name that the upgrade would give", () => {
  it("may be what it makes and names by itself: not what belongs to a group, nor what is there and changed", () => {
    const change = (kind: Parameters<typeof namesGiven>[0][number]["resource"]["kind"], before: State | null) => ({
      resource: { kind, id: kind },
      before,
      after: {},
    });
    expect(
      namesGiven([
        change("target-group", null),
        change("placeholder-listener", null),
        change("launch-template", null),
        change("auto-scaling-group", null),
        change("scaling-alarm", null),
        change("scaling-policy", null),
        change("tags", {}),
        change("group-processes", {}),
      ]).map(({ kind }) => kind),
    ).toEqual(["target-group", "placeholder-listener", "launch-template", "auto-scaling-group", "scaling-alarm"]);
  });

  it.each<[string, Namesake, string]>([
    [
      "somebody else's listener",
      { resource: { kind: "placeholder-listener", id: port }, tags: { team: "shop" } },
      "a listener on port 9080 carries no tag sarcelle:environment, so it is somebody else's (register another placeholder port)",
    ],
    [
      "another environment's target group",
      { resource: { kind: "target-group", id: "web-green" }, tags: { [ours]: "shop-live" } },
      "target group 'web-green' belongs to environment 'shop-live' (give it another name)",
    ],
    [
      "its own, of an earlier upgrade",
      { resource: { kind: "auto-scaling-group", id: "web-green" }, tags: { [ours]: "web-live" } },
      "Auto Scaling group 'web-green' is left of an earlier upgrade (delete it)",
    ],
  ])("is refused, with whose it is and what to do: %s", (_, namesake, words) => {
    expect(() => refuseTaken([namesake], "web-live")).toThrow(
      new NameTaken(
        `What the upgrade would make for 'web-live' is there already: ${words}. Nothing was changed. Upgrade again once that is settled.`,
      ),
    );
  });

  it("is nothing, mostly", () => {
    expect(refuseTaken([], "web-live")).toBeUndefined();
  });
});
