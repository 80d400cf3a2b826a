/** What people are sent: a text for mail and whatever shows text, the same for a chat, and attributes by which a subscription filters. */
import type { Finding, Level } from "../inventory/findings/schema.ts";
import { oneLine } from "./one-line.ts";
import type { DeploymentEvent } from "./schema.ts";

/** One thing that is told to people, whatever it is of. */
export interface Notice {
  /** What of what: the first line. */
  readonly headline: string;
  readonly level: Level;
  /** What happened, in words. */
  readonly what: string;
  /** What is next, or what to do, and until when. */
  readonly next: readonly string[];
  /** Names and values; and links, which are URLs. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** What belongs together: a chat has a thread for it. */
  readonly thread: string;
  /** The event's type, and its id. */
  readonly type: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Without what is not known. */
const known = <T>(pairs: readonly (readonly [string, T | null | undefined])[]): readonly (readonly [string, T])[] =>
  pairs.flatMap(([name, value]) => (value == null || value === "" ? [] : [[name, value] as const]));

const toTheSecond = (time: string): string => time.replace(/\.\d+Z$/, "Z");

/** `web-live (web, live)`. */
const placeOf = (environment: string | null, ...more: readonly (string | null)[]): string => {
  const beside = more.filter((each) => each !== null && each !== environment).join(", ");
  return `${environment ?? "no environment"}${beside === "" ? "" : ` (${beside})`}`;
};

const askedBy = ({ requestedBy, caller }: DeploymentEvent): string | null =>
  caller === null ? requestedBy : `${requestedBy} (${caller})`;

/** The notice about a deployment. */
export const deploymentNotice = (event: DeploymentEvent): Notice => {
  const { environment, service, stage, deployment, action, release, links, left, next, until, state, level } = event;
  const releaseInWords = release === null ? "" : ` of ${release.version} (${release.commit})`;
  const waits = until === null ? "" : ` Until ${toTheSecond(until)}.`;
  return {
    headline: `${placeOf(environment, service, stage)}: ${state.replaceAll("-", " ")}`,
    level,
    what: event.what,
    next: [...(next === null ? [] : [`${next}${waits}`]), ...left.map((each) => `Left: ${each}`)],
    facts: known([
      ["Deployment", `${deployment}${action === null ? "" : `: ${action}${releaseInWords}`}`],
      ["Undoes", event.undoes],
      ["Requested by", askedBy(event)],
      ["Began", event.startedAt === null ? null : toTheSecond(event.startedAt)],
      ["At", `${toTheSecond(event.at)} in ${event.region}, account ${event.account}`],
      ["Execution", links.execution],
      ["Logs", links.logs],
      ["Commit", links.commit],
    ]),
    thread: `${environment ?? "executions"}#${event.thread}`,
    type: "Sarcelle Deployment State Change",
    id: event.id,
    attributes: Object.fromEntries(
      known([
        ["kind", "deployment"],
        ["environment", environment],
        ["service", service],
        ["stage", stage],
        ["action", action],
        ["state", state],
        ["level", level],
      ]),
    ),
  };
};

/** The notice about a finding. */
export const findingNotice = (finding: Finding): Notice => {
  const { id, environment, project, stage, rule, status, level, resource, side, links } = finding;
  return {
    headline: `${placeOf(environment, project, stage)}: ${rule.replaceAll("-", " ")}${status === "closed" ? ", over" : ""}`,
    level,
    what: oneLine(finding.found),
    next: status === "closed" ? ["It is so no more."] : [`A finding, since ${oneLine(finding.threshold)}`],
    facts: known([
      ["Resource", `${resource.type} ${resource.name}${side === null ? "" : `, ${side}`}: ${resource.arn}`],
      ["Level", level],
      ["Opened", toTheSecond(finding.openedAt)],
      ["Closed", finding.closedAt === null ? null : toTheSecond(finding.closedAt)],
      ["Console", links.resource],
      ["Logs", links.logs],
    ]),
    thread: id,
    type: "Sarcelle Finding",
    id: `${id}#${status}#${finding.closedAt ?? finding.seenAt}`,
    attributes: Object.fromEntries(
      known([
        ["kind", "finding"],
        ["environment", environment],
        ["service", project],
        ["stage", stage],
        ["rule", rule],
        ["state", status],
        ["level", level],
      ]),
    ),
  };
};

/** What is told to programs alone: a hold that ends as it should is nothing that anybody asked for. */
export const isForPeople = ({ action, level }: Pick<DeploymentEvent, "action" | "level">): boolean =>
  action !== "end-hold" || level !== "info";
