import { describe, expect, it } from "vitest";
import { protectAs, unprotect } from "../../../src/deployment/protection.ts";
import { emptyIdleSide } from "../../../src/deployment/steps/empty-idle-side.ts";
import { moveTraffic } from "../../../src/deployment/steps/move-traffic.ts";
import type { InstanceView } from "../../../src/deployment/view.ts";
import { group, healthyTargets, registered, side, unwatched, view } from "./world.ts";

const instance = (id: string, more: Partial<InstanceView> = {}): InstanceView => ({
  id,
  lifecycleState: "InService",
  healthStatus: "Healthy",
  ...more,
});
const mixed = [instance("i-2", { isProtected: true }), instance("i-1"), instance("i-3", { lifecycleState: "Pending" })];
const resource = { kind: "scale-in-protection", id: "web" };
const like = (protectsNew: boolean) => group("other", { protectsNew });

describe("an idle side", () => {
  it("loses the protection of what it has, and of what it launches", () => {
    expect(unprotect(group("web", { protectsNew: true, instances: mixed }))).toEqual([
      {
        resource,
        before: { newInstances: true, protected: ["i-2"] },
        after: { newInstances: false, protected: [] },
      },
    ]);
  });

  it.each([
    ["instances that protect themselves", { instances: mixed }],
    ["a group that would protect what it launches", { protectsNew: true, instances: [] }],
  ])("loses it with %s", (_, has) => {
    expect(unprotect(group("web", has))).toHaveLength(1);
  });

  it("is left alone where nothing is protected", () => {
    expect(unprotect(group("web"))).toEqual([]);
  });
});

describe("a side that is to get the traffic", () => {
  it("protects what is in service, and what it launches, as the other does", () => {
    expect(protectAs(group("web", { instances: mixed }), like(true))).toEqual([
      {
        resource,
        before: { newInstances: false, protected: ["i-2"] },
        after: { newInstances: true, protected: ["i-1", "i-2"] },
      },
    ]);
  });

  it("is left alone where the other protects nothing", () => {
    expect(protectAs(group("web", { instances: mixed }), like(false))).toEqual([]);
  });
});

describe("the steps", () => {
  const protecting = side("green", healthyTargets(4), { protectsNew: true });
  const given = {
    environment: registered(),
    deployment: { id: "d-1" },
    planned: [],
    alarms: [],
    predictive: [],
    ...unwatched,
  };
  const kindsOf = (changes: readonly { readonly resource: { readonly kind: string } }[]) =>
    changes.map(({ resource: { kind } }) => kind);

  it("lift it after the group is made smaller, so that the undo protects what it launches", () => {
    const seen = { ...given, view: view("blue", side("blue", healthyTargets(4)), protecting) };
    expect(kindsOf(emptyIdleSide.plan(seen))).toEqual(["group-processes", "group-capacity", "scale-in-protection"]);
  });

  it("give it before the traffic comes", () => {
    const seen = { ...given, view: view("green", side("blue", healthyTargets(4)), protecting) };
    const planned = kindsOf(moveTraffic.plan(seen));
    expect(planned).toContain("scale-in-protection");
    expect(planned.indexOf("scale-in-protection")).toBeLessThan(planned.indexOf("listener"));
  });
});
