/** What alarms that act may change: how large a group is. */
import { rewritten } from "./dump.ts";

type Fields = Readonly<Record<string, unknown>>;

/** One of each that are alike, but for what tells one instance from another. */
const kindsOf = (records: readonly Fields[], ...whereabouts: readonly string[]): readonly Fields[] => {
  const alike = records.map((record) =>
    Object.fromEntries(Object.entries(record).filter(([key]) => !whereabouts.includes(key))),
  );
  const kinds = new Map(alike.map((record) => [JSON.stringify(record), record]));
  return [...kinds.keys()].sort().map((kind) => kinds.get(kind) as Fields);
};

/**
 * The dump without how many instances each group has: whether it has any is left, and what kinds they are, where they are registered, how
 * healthy. Its bounds are left too, since no alarm moves those.
 */
export const withoutSizes = (dump: unknown): unknown =>
  rewritten(dump, (path, value) => {
    const place = path.join(".");
    if (place === "ec2.instance")
      return kindsOf(
        Object.values(value as Readonly<Record<string, Fields>>).filter(({ state }) => state !== "terminated"),
        ...["id", "availabilityZone", "subnetId", "privateIpAddress", "publicIpAddress", "clientToken"],
        ...["reservationId", "createdAt", "launchedAt", "since"],
      );
    if (place === "elasticloadbalancing.targets")
      return kindsOf(Object.values(value as Readonly<Record<string, Fields>>), "instance");
    if (path.length !== 3 || path[0] !== "autoscaling" || path[1] !== "groups") return value;
    const { DesiredCapacity, Instances, ...group } = value as Fields;
    return {
      ...group,
      DesiredCapacity: DesiredCapacity === 0 ? 0 : "some",
      Instances: kindsOf(Instances as readonly Fields[], "InstanceId", "AvailabilityZone"),
    };
  });

/**
 * The dump without the zones of instances: a group that grew and shrank stands unevenly in them, and what replaces an instance of it then
 * comes to the zone that has fewest.
 */
export const withoutZones = (dump: unknown): unknown =>
  rewritten(dump, (path, value) => {
    const key = path.at(-1);
    const isOfInstance = path.slice(0, 2).join(".") === "ec2.instance" || path.at(-3) === "Instances";
    return isOfInstance && (key === "availabilityZone" || key === "subnetId" || key === "AvailabilityZone")
      ? undefined
      : value;
  });
