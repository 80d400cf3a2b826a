import type { Environment } from "../environment.ts";
import type { Live } from "../upgrade/live.ts";
import { liveFingerprint } from "../upgrade/live-fingerprint.ts";
import type { UpgradePlan } from "../upgrade/plan.ts";
import { copyAlarms } from "./copy-alarms.ts";
import { createTargetGroups } from "./create-target-groups.ts";
import { createTwinGroup } from "./create-twin-group.ts";
import { openPlaceholders } from "./open-placeholders.ts";
import { preview } from "./preview.ts";
import type { Step } from "./step.ts";

/** The steps of an upgrade that make the twin, part by part, since later ones need the ARNs that AWS gave the earlier ones' parts. */
export const twinSteps: readonly Step[] = [createTargetGroups, openPlaceholders, createTwinGroup, copyAlarms];

/** All of an upgrade at once, to be shown before the first change, with what becomes of each setting of the live side. */
export const previewUpgrade = (live: Live, environment: Environment): UpgradePlan => {
  const planned = preview(twinSteps, {
    environment,
    deployment: { id: "(the execution's name)" },
    planned: [],
    live,
    snapshot: liveFingerprint(live, environment),
  });
  return {
    changes: planned.flatMap(({ changes }) => changes),
    report: planned.flatMap(({ report }) => report),
  };
};
