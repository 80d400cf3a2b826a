/**
 * What the queries, the formats and the findings read of a resource's details (`described/` says what there is). A detail that is
 * missing, or not what was expected, is `undefined`: what was not seen is never taken for a value.
 */

import type { Json } from "../changes/change.ts";
import { type Forward, forwardsOf } from "../deployment/traffic.ts";
import { isRecord } from "../resources/described/plain.ts";
import type { Facts, Revision } from "./model.ts";

/** A revision of a resource that exists. */
export type Existing = Revision & { readonly facts: Facts };

/** Whose a resource is, and which release it has. */
export type Released = Pick<Existing, "ref"> & {
  readonly facts: Pick<Facts, "environment" | "side" | "version" | "commit">;
};

/** What summaries are made of: whose a resource is, what it runs, and its details. */
export type Outline = Pick<Existing, "ref" | "trueFrom" | "launchesSince"> & {
  readonly facts: Pick<Facts, "environment" | "side" | "version" | "commit" | "details">;
};

/** What has details. */
type Detailed = Pick<Facts, "details">;

/** Whether the resource was there. */
export const isExisting = (revision: Revision): revision is Existing => revision.facts !== null;

const list = (json: Json | undefined): readonly Json[] => (Array.isArray(json) ? json : []);

/** A detail that is a text, and not an empty one. */
export const text = (facts: Detailed, attribute: string): string | undefined => {
  const value = facts.details[attribute];
  return typeof value === "string" && value !== "" ? value : undefined;
};

/** A detail that is a number. */
export const number = (facts: Detailed, attribute: string): number | undefined => {
  const value = facts.details[attribute];
  return typeof value === "number" ? value : undefined;
};

/** The texts in a detail that is a list. */
export const strings = (facts: Detailed, attribute: string): readonly string[] =>
  list(facts.details[attribute]).filter((each) => typeof each === "string");

/** Where an instance is reached within its network: one in a subnet of IPv6 alone has no IPv4 address. */
export const privateAddress = ({ facts }: { readonly facts: Detailed }): string | undefined =>
  text(facts, "privateIp") ?? text(facts, "ipv6");

/** When an instance was launched: AWS's word for it, else when it was first seen. */
export const launchedAt = ({ facts, trueFrom }: { readonly facts: Detailed; readonly trueFrom: number }): number => {
  const launched = Date.parse(text(facts, "launchedAt") ?? "");
  return Number.isFinite(launched) ? launched : trueFrom;
};

/** What tells what a group launches from what it launched before. */
export const launchOf = ({ details }: Detailed): string =>
  `${details.launchTemplate ?? ""}:${details.launchTemplateVersion ?? ""}`;

/** Whether an instance runs, or may run again. */
export const isAlive = ({ facts }: { readonly facts: Detailed }): boolean =>
  !["shutting-down", "terminated"].includes(text(facts, "state") ?? "");

/** What a listener or a rule forwards to with a weight above zero. */
export const forwardedBy = ({ details }: Detailed): readonly Forward[] =>
  forwardsOf(list(details.actions)).filter(({ weight }) => weight > 0);

/** The target groups, by ARN, that a listener or a rule forwards to with a weight above zero. */
export const forwardsTo = (front: { readonly facts: Detailed }): readonly string[] =>
  forwardedBy(front.facts).map(({ targetGroupArn }) => targetGroupArn);

/** A part in whole percent: 100 is all, and whatever goes somewhere is at least 1. */
const percentOf = (part: number, whole: number): number =>
  part === whole ? 100 : Math.min(99, Math.max(1, Math.round((part / whole) * 100)));

const sumOf = (forwards: readonly Forward[]): number => forwards.reduce((sum, { weight }) => sum + weight, 0);

/** Of what a listener or a rule forwards, how much goes to whom, in whole percent; `whose` says whose a target group is. */
export const percentages = <Whose>(
  front: { readonly facts: Detailed },
  whose: (targetGroupArn: string) => Whose,
): ReadonlyMap<Whose, number> => {
  const forwards = forwardedBy(front.facts);
  const parts = Map.groupBy(forwards, ({ targetGroupArn }) => whose(targetGroupArn));
  return new Map([...parts].map(([key, some]) => [key, percentOf(sumOf(some), sumOf(forwards))]));
};

/** A target group's targets, by id, with the health that was last seen; one on several ports has the worst of them. */
export const targetsOf = ({ facts }: { readonly facts: Detailed }): ReadonlyMap<string, string> => {
  const { targets } = facts.details;
  const health = new Map<string, string>();
  for (const [state, some] of Object.entries(isRecord(targets) ? targets : {}))
    for (const target of list(some).map(String)) {
      const id = target.slice(0, target.lastIndexOf(":"));
      if (health.get(id) === undefined || health.get(id) === "healthy") health.set(id, state);
    }
  return health;
};
