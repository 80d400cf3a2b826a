import { expect, it } from "vitest";
import { withoutSizes } from "../../../proof/chaos/sizes.ts";

const instance = (id: string, zone: string, version: string) => ({
  InstanceId: id,
  AvailabilityZone: zone,
  LifecycleState: "InService",
  LaunchTemplate: { Version: version },
});

const world = (...instances: readonly ReturnType<typeof instance>[]) => ({
  autoscaling: {
    groups: { web: { MinSize: 2, MaxSize: 4, DesiredCapacity: instances.length, Instances: instances } },
  },
  ec2: {
    instance: Object.fromEntries(
      instances.map(({ InstanceId: id, AvailabilityZone, LaunchTemplate }) => [
        id,
        { id, availabilityZone: AvailabilityZone, state: "running", launchTemplate: LaunchTemplate },
      ]),
    ),
  },
  elasticloadbalancing: {
    targets: Object.fromEntries(
      instances.map(({ InstanceId }) => [
        `web ${InstanceId}:80`,
        { instance: InstanceId, port: 80, health: { State: "healthy" } },
      ]),
    ),
  },
});

const two = world(instance("i-1", "a", "1"), instance("i-2", "b", "1"));

it("without sizes two instances are as good as three of the same kind, in whatever zones", () => {
  const three = world(instance("i-4", "c", "1"), instance("i-2", "b", "1"), instance("i-5", "a", "1"));
  expect(withoutSizes(three)).toEqual(withoutSizes(two));
});

it.each([
  ["no instance", world()],
  ["another version", world(instance("i-1", "a", "1"), instance("i-2", "b", "2"))],
  ["another bound", { ...two, autoscaling: { groups: { web: { ...two.autoscaling.groups.web, MaxSize: 5 } } } }],
  [
    "an unhealthy target",
    {
      ...two,
      elasticloadbalancing: {
        targets: {
          ...two.elasticloadbalancing.targets,
          "web i-1:80": { instance: "i-1", port: 80, health: { State: "unhealthy" } },
        },
      },
    },
  ],
])("without sizes %s still shows", (_, other) => {
  expect(withoutSizes(other)).not.toEqual(withoutSizes(two));
});
