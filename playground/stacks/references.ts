/** Whose ids are whose: what a document calls by the ids of its source has others in this world. */
import type { Realm } from "../home.ts";

/** Thrown when something is named that the document does not describe. */
export class Undescribed extends Error {
  override readonly name = "Undescribed";
}

/** Thrown when something is named that could not be made, which has been told of already. */
export class Unmade extends Error {
  override readonly name = "Unmade";
}

export interface References {
  /** From now on `theirs` is `ours`. */
  add(theirs: string | undefined, ours: string): void;
  /** It will never be made. */
  lose(theirs: string | undefined): void;
  /** The same value with this world's ids in it. Throws if it names what there is not. */
  mapped<T>(value: T): T;
}

/** Ids by which only a thing of the document's own can be meant, and the list that describes it. */
const described: readonly (readonly [pattern: RegExp, list: string])[] = [
  [/^sg-([0-9a-f]{8}|[0-9a-f]{17})$/, "SecurityGroups"],
  [/^lt-[0-9a-f]{17}$/, "LaunchTemplates"],
  [/^arn:[^:]+:elasticloadbalancing:[^:]*:\d*:targetgroup\//, "TargetGroups"],
  [/^targetgroup\/[^/]+\/[0-9a-f]{16}$/, "TargetGroups"],
  [/^arn:[^:]+:elasticloadbalancing:[^:]*:\d*:loadbalancer\//, "LoadBalancers"],
  [/^app\/[^/]+\/[0-9a-f]{16}$/, "LoadBalancers"],
  [/^arn:[^:]+:elasticloadbalancing:[^:]*:\d*:listener\//, "Listeners"],
  [/^arn:[^:]+:autoscaling:[^:]*:\d*:scalingPolicy:/, "ScalingPolicies"],
];

/** CloudWatch and target tracking name load balancers and target groups by the ends of their ARNs. */
const shortNames = (arn: string): string | undefined =>
  /:(?:loadbalancer\/(app\/.+)|(targetgroup\/.+))$/.exec(arn)?.slice(1).find(Boolean);

/** The label of a target group at a load balancer: the short names of both. */
const label = /^(app\/[^/]+\/[0-9a-f]{16})\/(targetgroup\/[^/]+\/[0-9a-f]{16})$/;

const arnAt = /^(arn:[^:]+:[^:]*):([^:]*):(\d{12}):/;

/** Of a document from one place for a world in another; certificates are all `certificate`. */
export const createReferences = (from: Realm | undefined, to: Realm, certificate: string): References => {
  const known = new Map<string, string>();
  const lost = new Set<string>();

  const moved = (arn: string) =>
    arn.replace(arnAt, (whole, service: string, region: string, account: string) => {
      if (account !== from?.account) return whole;
      return `${service}:${region === from.region ? to.region : region}:${to.account}:`;
    });

  const ours = (text: string): string => {
    const found = known.get(text);
    if (found !== undefined) return found;
    if (lost.has(text)) throw new Unmade(text);
    const [, loadBalancer, targetGroup] = label.exec(text) ?? [];
    if (loadBalancer !== undefined && targetGroup !== undefined) return `${ours(loadBalancer)}/${ours(targetGroup)}`;
    if (/^arn:[^:]+:(acm|iam):[^:]*:\d*:(server-)?certificate\//.test(text)) return certificate;
    const missing = described.find(([pattern]) => pattern.test(text));
    if (missing !== undefined) throw new Undescribed(`${text} is named, but none of ${missing[1]}`);
    return moved(text);
  };

  const mapped = (value: unknown): unknown => {
    if (typeof value === "string") return ours(value);
    if (Array.isArray(value)) return value.map(mapped);
    if (typeof value !== "object" || value === null || value instanceof Date) return value;
    return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, mapped(held)]));
  };

  return {
    add(theirs, ours) {
      if (theirs === undefined) return;
      known.set(theirs, ours);
      const [short, ownShort] = [shortNames(theirs), shortNames(ours)];
      if (short !== undefined && ownShort !== undefined) known.set(short, ownShort);
    },
    lose(theirs) {
      if (theirs === undefined) return;
      lost.add(theirs);
      const short = shortNames(theirs);
      if (short !== undefined) lost.add(short);
    },
    mapped: <T>(value: T) => mapped(value) as T,
  };
};
