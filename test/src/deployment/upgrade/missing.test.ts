import { describe, expect, it } from "vitest";
import type { ResourceRef } from "../../../../src/changes/change.ts";
import { previewUpgrade } from "../../../../src/deployment/steps/preview-upgrade.ts";
import type { Live } from "../../../../src/deployment/upgrade/live.ts";
import { environment, live, twins } from "./described-live.ts";
import { madeOnce } from "./made-once.ts";

const lost = { listeners: [], targetGroups: [] };

/** Blue-green, but for what somebody deleted. */
const without = (isDeleted: (resource: ResourceRef) => boolean): Live => {
  const fleet = madeOnce.filter((resource) => !isDeleted(resource));
  const placeholders = fleet.filter(({ kind }) => kind === "placeholder-listener").map(({ id }) => id);
  return { ...live, standing: { twins, placeholders, fleet, lost } };
};
const madeAgain = (seen: Live) => previewUpgrade(seen, environment).changes.map(({ resource }) => resource);

describe("an upgrade of what is blue-green already", () => {
  it("makes nothing where all of it stands", () => {
    expect(madeAgain(without(() => false))).toEqual([]);
  });

  it.each(madeOnce.filter(({ kind }) => !["target-group", "auto-scaling-group"].includes(kind)))(
    "makes a deleted $kind again, and nothing else: $id",
    (deleted) => {
      const is = ({ kind, id }: ResourceRef) => kind === deleted.kind && id === deleted.id;
      expect(madeAgain(without(is))).toEqual([deleted]);
    },
  );

  it("makes a deleted group again, with what is set on it and belongs to it, and marks no live resource anew", () => {
    const group = [
      "auto-scaling-group",
      "lifecycle-hook",
      "notification",
      "scaling-policy",
      "scheduled-action",
      "warm-pool",
    ];
    const kinds = new Set(madeAgain(without(({ kind }) => group.includes(kind))).map(({ kind }) => kind));
    expect([...kinds].toSorted()).toEqual(
      [
        ...group.filter((kind) => madeOnce.some((each) => each.kind === kind)),
        "group-metrics",
        "group-processes",
      ].toSorted(),
    );
  });
});
