import { expect, it } from "vitest";
import { twinFleet } from "../../../../src/deployment/upgrade/twin-fleet.ts";
import { environment, live, twins } from "./described-live.ts";

it.each([
  [false, undefined],
  [true, { ZonalShiftEnabled: true }],
])(
  "zonal shift that is %s is said of the twin as %j: off is what AWS takes only of a group that had it on",
  (ZonalShiftEnabled, said) => {
    const group = { ...live.group, AvailabilityZoneImpairmentPolicy: { ZonalShiftEnabled } };
    const { changes } = twinFleet({ ...live, group }, environment, twins);
    const twin = changes.find(({ resource }) => resource.kind === "auto-scaling-group");
    expect(twin?.after?.AvailabilityZoneImpairmentPolicy).toEqual(said);
  },
);
