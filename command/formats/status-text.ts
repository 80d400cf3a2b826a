import { askedBy } from "../../src/deployment/person.ts";
import { verdictInWords } from "../deployments/verdict.ts";
import type { Status } from "../questions/status.ts";
import { escaped } from "./escaped.ts";
import { aligned } from "./table.ts";
import { toTheSecond } from "./time.ts";

/** What is wrong begins with this, so that it is seen. */
const alert = "!";

const isSplit = (says: string): boolean => says.endsWith("both sides");

const headline = ({ environment, stage, registeredSides, active, unseen, deployment, listeners }: Status): string => {
  const name = `${environment} (${stage})`;
  if (unseen !== null) return `${name}: locked by deployment '${deployment?.id}', and its two sides cannot be shown`;
  if (registeredSides === 1) return `${name}: one side`;
  if (active !== null) return `${name}: traffic on ${active}`;
  const stray = listeners.some(({ side, says }) => side === null && !isSplit(says));
  return `${name}: ${stray ? `${alert} not all production listeners reach a side` : "traffic is split"}`;
};

/** What each listener does, and how to point it back; while a deployment moves the traffic that is its own business. */
const listenerLinesOf = ({ listeners, deployment, environment }: Status): readonly string[] => {
  const isMoving = deployment !== null && deployment.phase !== "stands still";
  return listeners.flatMap(({ says, side, pointBack }) => [
    `${side === null && !(isMoving && isSplit(says)) ? alert : " "} ${escaped(says)}`,
    ...(isMoving
      ? []
      : pointBack.map(({ side: to, command }) => `    To point it to ${to} of ${environment}: ${command}`)),
  ]);
};

const sidesOf = ({ sides }: Status, room: number | undefined): readonly string[] =>
  sides.length === 0
    ? []
    : [
        aligned(
          ["side", "traffic", "release", "group", "running", "desired", "template", "healthy"],
          sides.map((side) => [
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
          room === undefined ? {} : { room, leaveOut: ["template", "desired"] },
        ),
        ...sides.flatMap(({ left = [] }) => left.map((what) => `Still to be emptied: ${escaped(what)}`)),
        "",
      ];

const phaseText = (environment: string, { phase, rollingBack, endedAt }: NonNullable<Status["deployment"]>): string => {
  const ended = `ended${endedAt === null ? "" : ` at ${toTheSecond(endedAt)}`}`;
  if (phase === "ended")
    return `${rollingBack ? "was being rolled back, and that" : "ran, and its execution"} ${ended}. A rollback begins by itself within a quarter of an hour.`;
  if (phase !== "stands still") return `${phase}.`;
  const what = rollingBack
    ? `was rolled back, and its rollback FAILED: it ${ended}`
    : `ran, and its execution ${ended}`;
  return `${what}. Nothing runs; ${alert} '${environment}' stays locked until a person goes on.`;
};

const deploymentOf = ({ deployment, environment, unseen }: Status): readonly string[] => {
  if (deployment === null) return ["No deployment runs."];
  const { id, action, requestedBy, caller, reason, override, startedAt, changes, runbook, phase } = deployment;
  const by = askedBy({ requestedBy, caller: caller ?? undefined });
  return [
    `Deployment '${id}' (${action}, requested by ${escaped(by)}, since ${toTheSecond(startedAt)}) ${phaseText(environment, deployment)}`,
    ...(reason === null ? [] : [`Why: ${escaped(reason)}`]),
    ...(override === null ? [] : [`Overrides freeze windows: ${escaped(override)}`]),
    ...(deployment.waitsFor === null ? [] : [`Waits: ${escaped(verdictInWords(deployment.waitsFor))}`]),
    // In the midst of an upgrade there are no two sides, and that says nothing.
    ...(unseen === null || action === "upgrade" ? [] : [escaped(unseen)]),
    ...changes.map((change) => `  ${change.status.padEnd(8)}  ${escaped(change.resource)}`),
    ...(runbook === null ? [] : ["", runbook]),
    ...(phase === "runs" || phase === "is being rolled back" ? [`Follow it: sarcelle watch ${environment}`] : []),
  ];
};

/** The status for people: where the traffic is, listener by listener, a table of the sides, and the deployment that holds the environment, with the runbook of a rollback. */
export const statusText = (status: Status, room?: number): string =>
  [
    headline(status),
    ...listenerLinesOf(status),
    "",
    ...sidesOf(status, room),
    ...(status.refresh === null ? [] : [escaped(status.refresh)]),
    ...status.holds.map(({ says }) => escaped(says)),
    ...deploymentOf(status),
  ].join("\n");
