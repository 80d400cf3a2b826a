import { trafficInWords } from "../../src/deployment/traffic.ts";
import type { Status } from "../questions/status.ts";
import { escaped } from "./escaped.ts";
import { aligned } from "./table.ts";

/** The status for people: a line for where the traffic is, a table of the sides, and the deployment that runs, with the runbook of a rollback. */
export const statusText = (status: Status): string =>
  [
    `${status.environment} (${status.stage}): ${status.active === null ? `traffic is split. ${trafficInWords(status.traffic)}` : `traffic on ${status.active}`}`,
    "",
    aligned(
      ["side", "traffic", "release", "group", "running", "desired", "template", "healthy"],
      status.sides.map((side) => [
        side.side,
        side.traffic,
        side.release ?? "-",
        side.group,
        String(side.running),
        String(side.desired),
        side.launchTemplateVersion,
        Object.entries(side.healthy)
          .map(([name, count]) => `${name} ${count}`)
          .join(", "),
      ]),
    ),
    "",
    ...(status.deployment === null
      ? ["No deployment runs."]
      : [
          `Deployment '${status.deployment.id}' (${status.deployment.action}, requested by ${escaped(status.deployment.requestedBy)}, since ${status.deployment.startedAt}) ${status.deployment.rollingBack ? "is being rolled back" : "runs"}.`,
          ...status.deployment.changes.map((change) => `  ${change.status.padEnd(8)}  ${escaped(change.resource)}`),
          ...(status.deployment.runbook === null ? [] : ["", status.deployment.runbook]),
        ]),
  ].join("\n");
