import { partitionOf } from "../deployment/region.ts";
import type { ResourceType, TypedArn } from "./model.ts";

/** Where a resource is: what its ARN begins with. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

const prefix = (service: string, { account, region }: Place): string =>
  `arn:${partitionOf(region)}:${service}:${region}:${account}:`;

/** All trails of an account and region. */
export const trailsArn = (place: Place): string => `${prefix("cloudtrail", place)}trail/*`;

/** An instance by its id. */
export const instanceRef = (place: Place, id: string): TypedArn => ({
  type: "instance",
  arn: `${prefix("ec2", place)}instance/${id}`,
});
/** An Auto Scaling group by its name. */
export const groupRef = (place: Place, name: string): TypedArn => ({
  type: "auto-scaling-group",
  arn: `${prefix("autoscaling", place)}autoScalingGroup:*:autoScalingGroupName/${name}`,
});
/** A launch template by its id. */
export const templateRef = (place: Place, id: string): TypedArn => ({
  type: "launch-template",
  arn: `${prefix("ec2", place)}launch-template/${id}`,
});
/** A version of a launch template by its number. */
export const templateVersionRef = (template: TypedArn, number: number): TypedArn => ({
  type: "launch-template-version",
  arn: `${template.arn}/${number}`,
});

/** The ARN's resource part of each type. Classic load balancers (`loadbalancer/<name>`) are not among them. */
const shapes: readonly (readonly [service: string, shape: RegExp, type: ResourceType])[] = [
  ["ec2", /^instance\/(i-[0-9a-f]+)$/, "instance"],
  ["ec2", /^launch-template\/(lt-[0-9a-f]+)$/, "launch-template"],
  ["ec2", /^launch-template\/lt-[0-9a-f]+\/(\d+)$/, "launch-template-version"],
  ["autoscaling", /^autoScalingGroup:[^:]*:autoScalingGroupName\/(.+)$/, "auto-scaling-group"],
  ["elasticloadbalancing", /^loadbalancer\/(?:app|net|gwy)\/([^/]+)\/[^/]+$/, "load-balancer"],
  ["elasticloadbalancing", /^targetgroup\/([^/]+)\/[^/]+$/, "target-group"],
  ["elasticloadbalancing", /^listener\/(?:app|net|gwy)\/[^/]+\/[^/]+\/([^/]+)$/, "listener"],
  ["elasticloadbalancing", /^listener-rule\/(?:app|net|gwy)\/[^/]+\/[^/]+\/[^/]+\/([^/]+)$/, "listener-rule"],
];

interface ParsedArn {
  readonly ref: TypedArn;
  readonly place: Place;
  /** What tells it from others of its kind: an instance's id, a group's name, a version's number. */
  readonly id: string;
}

/** The resource that an ARN names, or undefined if the inventory holds none of that kind. */
export const parseArn = (text: string): ParsedArn | undefined => {
  const [, service, region = "", account = "", resource = ""] =
    /^arn:[\w-]+:([\w-]+):([\w-]*):(\d*):(.+)$/.exec(text.trim()) ?? [];
  for (const [of, shape, type] of shapes) {
    const id = of === service ? shape.exec(resource)?.[1] : undefined;
    if (id === undefined) continue;
    const place = { account, region };
    const ref = type === "auto-scaling-group" ? groupRef(place, id) : { type, arn: text.trim() };
    return { ref, place, id };
  }
  return undefined;
};

/** The id in a resource's ARN: an instance's id, a group's name, … */
export const idOf = (ref: TypedArn): string =>
  // Most are instances, and an ARN takes long to take apart.
  ref.type === "instance" ? ref.arn.slice(ref.arn.lastIndexOf("/") + 1) : (parseArn(ref.arn)?.id ?? ref.arn);

/** The load balancer of a listener, and the listener of a rule: their ARNs contain it. */
export const parentArn = (arn: string): string =>
  arn.includes(":listener-rule/")
    ? arn.replace(":listener-rule/", ":listener/").replace(/\/[^/]+$/, "")
    : arn.replace(":listener/", ":loadbalancer/").replace(/\/[^/]+$/, "");

/** The template of a launch template version, and its number. */
export const templateOfVersion = (ref: TypedArn): readonly [template: TypedArn, number: number] => {
  const [, arn = "", number] = /^(.*)\/(\d+)$/.exec(ref.arn) ?? [];
  return [{ type: "launch-template", arn }, Number(number)];
};
