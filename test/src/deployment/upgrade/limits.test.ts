import { describe, expect, it } from "vitest";
import { previewUpgrade } from "../../../../src/deployment/steps/preview-upgrade.ts";
import { type Room, refuseBeyondLimits } from "../../../../src/deployment/upgrade/limits.ts";
import { environment, live } from "./described-live.ts";

const { changes } = previewUpgrade(live, environment);
const listeners = (used: number): Room => ({
  kind: "placeholder-listener",
  where: "Load balancer 'shop'",
  things: "listeners",
  used,
  limit: 50,
});

describe("an upgrade for which AWS has no room", () => {
  it("is refused with what there is, what there may be and what it needs", () => {
    expect(() => refuseBeyondLimits(changes, [listeners(47)])).toThrow(
      expect.objectContaining({
        name: "BeyondLimit",
        message:
          "Load balancer 'shop' has 47 of at most 50 listeners, and the upgrade makes 4 more. Have the quota raised, or delete what nobody needs. Nothing was changed.",
      }),
    );
  });

  it("is not, up to the last", () => {
    expect(() => refuseBeyondLimits(changes, [listeners(46)])).not.toThrow();
  });

  it("counts what is made, and not what is only marked", () => {
    const groups: Room = { kind: "auto-scaling-group", where: "The account", things: "groups", used: 9, limit: 10 };
    expect(() => refuseBeyondLimits(changes, [groups])).not.toThrow();
    expect(() => refuseBeyondLimits(changes, [{ ...groups, limit: 9 }])).toThrow(/9 of at most 9 groups/);
  });

  it("is refused where a twin would have more tags than a resource may", () => {
    const tags = (count: number) => Array.from({ length: count }, (_, index) => ({ Key: `k${index}`, Value: "" }));
    const tagged = (count: number) =>
      previewUpgrade(
        { ...live, targetGroups: live.targetGroups.map((each) => ({ ...each, tags: tags(count) })) },
        environment,
      ).changes;
    expect(() => refuseBeyondLimits(tagged(48), [])).not.toThrow();
    expect(() => refuseBeyondLimits(tagged(49), [])).toThrow(
      /^The target-group 'shop-http-green' would have 51 tags, of at most 50/,
    );
  });
});
