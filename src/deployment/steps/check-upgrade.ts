import { NotAsRegistered } from "../../errors.ts";
import { whyUnmeasured } from "../../resources/described/auto-scaling-group.ts";
import { tagsOf } from "../../resources/described/tags.ts";
import { describedWaits } from "../described-waits.ts";
import type { Environment } from "../environment.ts";
import { slowWaits } from "../in-the-way.ts";
import type { Live } from "../upgrade/live.ts";
import { refuseOtherKinds, zoneNotices } from "../upgrade/load-balancer-kind.ts";
import { lostNotices } from "../upgrade/lost.ts";
import { refuseNewTargetGroups } from "../upgrade/missing.ts";
import { isMarked, requireUnowned } from "../upgrade/ownership.ts";
import { refuseOtherThanOnePair } from "../upgrade/placeholder-listeners.ts";
import type { UpgradePlan } from "../upgrade/plan.ts";
import { refuseOpenPorts } from "../upgrade/port-exposure.ts";
import { previewUpgrade } from "./preview-upgrade.ts";

/** An upgrade's plan, with what a person is to be told of it. */
export interface CheckedUpgrade extends UpgradePlan {
  /** What may be too wide or too slow, and what the registration lost since an earlier upgrade. */
  readonly notices: readonly string[];
}

const mayBeOpen = (rule: string): string =>
  `Whether the world reaches a placeholder port is not known: ${rule}. See that the list holds inside addresses only.`;

/**
 * Everything that can be known of a stack to stand in the way of its twin: planning it whole throws what a step would throw. Answers that
 * plan, which is empty where the twin stands, and what is to be told.
 */
export const checkTwin = (environment: Environment, live: Live): CheckedUpgrade => {
  refuseOtherKinds(live, environment);
  // Before all advice on how to register it.
  requireUnowned(`Auto Scaling group ${environment.group}`, tagsOf(live.group.Tags), environment.name);
  const unmeasured = whyUnmeasured(live.group);
  if (unmeasured !== undefined) throw new NotAsRegistered(unmeasured);
  const { unknown } = refuseOpenPorts(live, environment);
  refuseOtherThanOnePair(live, environment);
  refuseNewTargetGroups(live, environment.name);
  const plan = previewUpgrade(live, environment);
  const waits = describedWaits(
    live.lifecycleHooks,
    live.targetGroups.map(({ attributes }) => attributes),
  );
  const group = { name: live.group.AutoScalingGroupName ?? "" };
  return {
    ...plan,
    notices: [
      ...unknown.map(mayBeOpen),
      ...zoneNotices(live),
      ...slowWaits(environment, group, waits),
      ...lostNotices(live, environment),
    ],
  };
};

/** The same of an upgrade, before its first change: one that would make nothing is refused too. */
export const checkUpgrade = (environment: Environment, live: Live): CheckedUpgrade => {
  const checked = checkTwin(environment, live);
  if (isMarked(tagsOf(live.group.Tags), environment.name) && checked.changes.length === 0)
    throw new NotAsRegistered(
      `Environment '${environment.name}' is blue-green already: Auto Scaling group '${environment.group}' carries its tags, and nothing of what it registers is missing. Nothing was changed.${lostNotices(
        live,
        environment,
      )
        .map((notice) => ` ${notice}`)
        .join("")}`,
    );
  return checked;
};
