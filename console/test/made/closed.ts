/** Deployments that ended, by their permalinks. */
import type { DeploymentSnapshot, ShownChange } from "../../snapshot.ts";
import { changes, deployed, deployment, failedRail, started, switched } from "./baking.ts";
import { undone } from "./ends.ts";
import { ago, each, environment, phase, read, stop } from "./parts.ts";

export const closed: DeploymentSnapshot = {
  ...each,
  page: "deployment",
  environment,
  deployment: read({ ...deployment, endedAt: ago(200), phase: "ended", outcome: "RolledBack", changes: undone }),
  rail: read(failedRail),
};

export const succeeded: DeploymentSnapshot = {
  ...closed,
  deployment: read({
    ...deployment,
    endedAt: ago(10),
    phase: "ended",
    outcome: "Succeeded",
    changes: changes.map((entry): ShownChange => ({ ...entry, status: "applied" })),
  }),
  rail: read({
    phases: [
      started,
      deployed,
      switched,
      phase("bake", "done", stop("Bake", "carries the traffic, with every alarm quiet", "done", { looks: 12 })),
      phase("confirm", "done", stop("ConfirmTraffic", "all listeners reach one side, and it is fit", "done")),
      phase("scale down", "skipped", stop("ScaleDown", "empties the idle side", "skipped")),
      phase("complete", "done", stop("Complete", "closes the journal", "done")),
    ],
    rollback: [],
    end: "Done",
  }),
};
