/**
 * What the queries, the formats and the findings read of a resource's details. A detail that is missing, or not what was expected,
 * is `undefined`: what was not seen is never taken for a value.
 */
import type { Json } from "../changes/change.ts";
import type { Facts, Revision } from "./model.ts";

/** A revision of a resource that exists. */
export type Existing = Revision & { readonly facts: Facts };

export const isExisting = (revision: Revision): revision is Existing => revision.facts !== null;

const isRecord = (json: Json | undefined): json is { readonly [key: string]: Json } =>
  typeof json === "object" && json !== null && !Array.isArray(json);

const list = (json: Json | undefined): readonly Json[] => (Array.isArray(json) ? json : []);

export const text = (facts: Facts, attribute: string): string | undefined => {
  const value = facts.details[attribute];
  return typeof value === "string" && value !== "" ? value : undefined;
};

export const number = (facts: Facts, attribute: string): number | undefined => {
  const value = facts.details[attribute];
  return typeof value === "number" ? value : undefined;
};

export const strings = (facts: Facts, attribute: string): readonly string[] =>
  list(facts.details[attribute]).filter((each) => typeof each === "string");

/** A time as ISO 8601, or milliseconds since the epoch, as the latter. */
const time = (json: Json | undefined): number | undefined => {
  const value = typeof json === "string" ? Date.parse(json) : json;
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
};

/** When an instance was launched: AWS's word for it, else when it was first seen. */
export const launchedAt = ({ facts, trueFrom }: Existing): number => time(facts.details.launchedAt) ?? trueFrom;

const ended = new Set(["shutting-down", "terminated"]);

/** Whether an instance runs, or may run again. EC2 shows terminated instances for about an hour. */
export const isAlive = ({ facts }: Existing): boolean => !ended.has(text(facts, "state") ?? "");

/** Whether an instance counts for traffic, as its group sees it: running, in service and healthy. */
export const isHealthy = ({ facts }: Existing): boolean =>
  text(facts, "state") === "running" &&
  text(facts, "lifecycleState") === "InService" &&
  text(facts, "healthStatus")?.toLowerCase() === "healthy";

/** The target groups that a listener or a rule forwards to with a weight above zero. */
export const forwardsTo = ({ facts }: Existing): readonly string[] =>
  list(facts.details.actions)
    .filter(isRecord)
    .filter(({ Type }) => Type === "forward")
    .flatMap(({ ForwardConfig }) => (isRecord(ForwardConfig) ? list(ForwardConfig.TargetGroups) : []))
    .filter(isRecord)
    .filter(({ Weight }) => Weight !== 0)
    .map(({ TargetGroupArn }) => String(TargetGroupArn));

/** A listener's certificates, those of which the end is known. */
export const certificatesOf = ({ facts }: Existing): readonly { readonly arn: string; readonly endsAt: number }[] =>
  list(facts.details.certificates).flatMap((each) => {
    const endsAt = isRecord(each) ? time(each.notAfter) : undefined;
    return isRecord(each) && endsAt !== undefined ? [{ arn: String(each.arn), endsAt }] : [];
  });
