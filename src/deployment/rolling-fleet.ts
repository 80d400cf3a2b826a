/** What a rolling update looks at: the one group whose instances are replaced where they stand, and what AWS says of its refreshes. */
import { CannotRefresh } from "../errors.ts";
import { activeIn, othersThan, type RefreshView } from "../resources/described/instance-refresh.ts";
import type { Door } from "./checks.ts";
import { notOneByOne } from "./cluster-hook.ts";
import { restsOn } from "./emptying.ts";
import type { AnyEnvironment } from "./environment.ts";
import { plural } from "./gates.ts";
import { moves } from "./launched.ts";
import type { Rolling } from "./rolling.ts";
import type { SideView } from "./view.ts";

/** The group with its target groups. Of an environment with two sides it is the one with the traffic. */
export interface RollingFleet extends SideView {
  /** The name of the launch template that is the side's own, made or not, as the upgrade gave it; missing where there was none. */
  readonly ownTemplate?: string;
  /** Newest first. */
  readonly refreshes: readonly RefreshView[];
  /** Where the checks are sent: new and old instances answer alike. None where no load balancer is registered. */
  readonly doors: readonly Door[];
}

/** By which AWS replaces instances, and what comes of it while that rests. */
const needed = {
  InstanceRefresh: "no refresh goes on",
  Launch: "nothing is launched",
  Terminate: "nothing that is replaced goes",
  AddToLoadBalancer: "what is launched gets no traffic, not even once it is resumed",
  HealthCheck: "AWS does not see what fails",
} as const;

const named = (ids: readonly string[]): string => ids.slice(0, 5).join(", ") + (ids.length > 5 ? ", …" : "");

/** What of the group's settings keeps AWS from replacing its instances, or from taking that back. */
const unfitSettings = ({ group }: RollingFleet): readonly string[] => {
  const { version } = group.launchTemplate;
  if (group.launchesBy !== undefined)
    return [`it launches by a ${group.launchesBy}, expected a launch template and nothing beside it`];
  return moves(version)
    ? [
        `it launches version ${version} of ${group.launchTemplate.name}, and AWS cannot roll back to a version that moves: point it to that version's number`,
      ]
    : [];
};

const unfitInstances = ({ group }: RollingFleet, { replaceProtected }: Rolling): readonly string[] => {
  const isProtected = group.instances.filter((instance) => instance.isProtected === true).map(({ id }) => id);
  const standing = group.instances.filter(({ lifecycleState }) => /Standby/.test(lifecycleState)).map(({ id }) => id);
  const others = othersThan(group.launchTemplate, group.instances);
  return [
    ...(group.desired === 0 ? ["its desired size is 0: no instance would show whether the release is fit"] : []),
    ...(isProtected.length > 0 && !replaceProtected
      ? [
          `it has ${plural(isProtected.length, "instance")} protected from scale in (${named(isProtected)}), and a refresh would wait for them and fail: take the protection away, or register rolling.replaceProtected`,
        ]
      : []),
    ...(standing.length > 0
      ? [
          `it has ${plural(standing.length, "instance")} in standby (${named(standing)}): take them out of standby first`,
        ]
      : []),
    ...(others.length > 0
      ? [
          `it has ${plural(others.length, "instance")} of something else than it launches (${named(others)}), to which no rollback would return: refresh the group to what it launches, or terminate them`,
        ]
      : []),
  ];
};

/** Throws `CannotRefresh` where people are to approve before users get a release: a rolling update asks nobody. */
export const refuseUnapproved = (environment: AnyEnvironment): void => {
  if (environment.sides === 1 || environment.approval === undefined) return;
  throw new CannotRefresh(
    `Environment '${environment.name}' asks for approval before users get a release, and a rolling update waits for none. Release it on the other side: 'sarcelle release ${environment.name} --release FILE'. Nothing was changed.`,
  );
};

/**
 * Throws `CannotRefresh`, with everything that is in the way and what to do, if AWS could not replace the group's instances, or could not
 * bring them back. `imageId` is that of the launch template version which the group launches.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-rollback.html (when a rollback is not supported)
 */
export const refuseUnfit = (fleet: RollingFleet, rolling: Rolling, imageId: unknown): void => {
  const { group, refreshes } = fleet;
  const active = activeIn(refreshes);
  const inTheWay = [
    ...unfitSettings(fleet),
    ...(typeof imageId === "string" && imageId.startsWith("resolve:ssm:")
      ? [
          `its launch template names its image by a parameter (${imageId}), and AWS cannot roll back to that: name the image`,
        ]
      : []),
    ...(active === undefined
      ? []
      : [
          `AWS is not done with instance refresh ${active.id} of it (${active.status}, ${active.percent} %): wait for its end`,
        ]),
    ...Object.entries(needed).flatMap(([process, soThat]) => restsOn(group, process, soThat)),
    ...unfitInstances(fleet, rolling),
    ...notOneByOne(group.desired, rolling),
  ];
  if (inTheWay.length > 0)
    throw new CannotRefresh(
      `The instances of Auto Scaling group '${group.name}' cannot be replaced where they stand: ${inTheWay.join("; ")}. Nothing was changed.`,
    );
};
