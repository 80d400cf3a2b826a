import { describe, expect, it } from "vitest";
import { emptied, movePool } from "../../../src/deployment/warm-pools.ts";
import { group } from "./world.ts";

const pool = {
  PoolState: "Stopped",
  MinSize: 1,
  MaxGroupPreparedCapacity: 6,
  InstanceReusePolicy: { ReuseOnScaleIn: true },
};
const none = { ...pool, MinSize: 0, MaxGroupPreparedCapacity: 0, InstanceReusePolicy: { ReuseOnScaleIn: false } };
const resource = (id: string) => ({ kind: "warm-pool" as const, id });

describe("the warm pool", () => {
  const idle = group("web", { warmPool: pool });

  it("of the side without the traffic holds nothing and takes nothing back; the other side gets its settings", () => {
    const active = group("web-green", { warmPool: none });
    expect(movePool(idle, active)).toEqual([
      { resource: resource("web"), before: pool, after: none },
      { resource: resource("web-green"), before: none, after: pool },
    ]);
  });

  it("is made on the other side, if that has none", () => {
    expect(movePool(idle, group("web-green"))[1]).toEqual({
      resource: resource("web-green"),
      before: null,
      after: pool,
    });
  });

  it("of the side with the traffic stays what its owner made of it", () => {
    const active = group("web-green", { warmPool: { PoolState: "Running", MinSize: 2 } });
    expect(movePool(idle, active)).toEqual([{ resource: resource("web"), before: pool, after: none }]);
  });

  it("that holds nothing is handed to nobody", () => {
    const active = group("web", { warmPool: none });
    expect(
      movePool(group("web-green", { warmPool: none }), active).filter(({ resource: { id } }) => id === "web"),
    ).toEqual([]);
    expect(movePool(group("web-green"), active)).toEqual([]);
  });

  it("may have no policy of reuse, and keeps having none; of an unbounded one the bound is 0 then", () => {
    expect(emptied({ PoolState: "Stopped" })).toEqual({
      PoolState: "Stopped",
      MinSize: 0,
      MaxGroupPreparedCapacity: 0,
    });
  });
});
