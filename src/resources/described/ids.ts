/**
 * The ids that are made of several parts: each is a pair that writes and reads it, `parse` undoing `format`. They stand in stored
 * journals, so their form stays. Nobody else takes an id apart.
 */
import type { ResourceRef } from "../../changes/change.ts";

interface Id<Parts> {
  readonly format: (parts: Parts) => string;
  /** Throws `TypeError` for a text that is no such id. */
  readonly parse: (id: string) => Parts;
}

/** Each call is marked as pure: a bundle then holds only the ids that its function uses. */
const id = <Parts>(
  what: string,
  format: (parts: Parts) => string,
  shape: RegExp,
  partsOf: (...groups: readonly (string | undefined)[]) => Parts,
): Id<Parts> => ({
  format,
  parse(text) {
    const match = shape.exec(text);
    if (match === null) throw new TypeError(`'${text}' is not the id of ${what}.`);
    return partsOf(...match.slice(1));
  },
});

/** What belongs to an Auto Scaling group: `<group>/<name>`. A group's name may hold a slash, which is escaped; never a colon. */
export const memberId = /* @__PURE__ */ id<{ readonly group: string; readonly name: string }>(
  "what belongs to a group",
  ({ group, name }) => `${group.replaceAll("%", "%25").replaceAll("/", "%2F")}/${name}`,
  /^([^/]*)\/(.*)$/s,
  (group = "", name = "") => ({ group: decodeURIComponent(group), name }),
);

/** A version of a launch template, by its description, since AWS gives the number: `<launch template id>/<description>`. */
export const versionId = /* @__PURE__ */ id<{ readonly launchTemplateId: string; readonly description: string }>(
  "a launch template version",
  ({ launchTemplateId, description }) => `${launchTemplateId}/${description}`,
  /^([^/]*)\/(.*)$/s,
  (launchTemplateId = "", description = "") => ({ launchTemplateId, description }),
);

/**
 * What is to be launched: a version of the template that the group launches from, by its number alone, as version 0.1 knows it; or of
 * another template, `<launch template id>/<number>`.
 */
export const registeredVersion = /* @__PURE__ */ id<{
  readonly launchTemplateId: string | undefined;
  readonly version: string;
}>(
  "a registered version",
  ({ launchTemplateId, version }) => (launchTemplateId === undefined ? version : `${launchTemplateId}/${version}`),
  /^(?:([^/]*)\/)?([^/]*)$/s,
  (launchTemplateId, version = "") => ({ launchTemplateId, version }),
);

/** A placeholder listener: `<load balancer ARN>:<port>`. */
export const placeholderId = /* @__PURE__ */ id<{ readonly loadBalancerArn: string; readonly port: number }>(
  "a placeholder listener",
  ({ loadBalancerArn, port }) => `${loadBalancerArn}:${port}`,
  /^(.*):(\d+)$/s,
  (loadBalancerArn = "", port = "") => ({ loadBalancerArn, port: Number(port) }),
);

/** What tells the rule of a preview from all others: where it stands, and the tag that says whose it is. */
interface PreviewParts {
  readonly listenerArn: string;
  readonly priority: number;
  readonly tag: { readonly key: string; readonly value: string };
}

/** The rule of a preview: `<listener ARN>:<priority> <tag>=<value>`. A rule at that priority without the tag is somebody else's, and none. */
export const previewId = /* @__PURE__ */ id<PreviewParts>(
  "the rule of a preview",
  ({ listenerArn, priority, tag }) => `${listenerArn}:${priority} ${tag.key}=${tag.value}`,
  /^(.*):(\d+) ([^=]*)=(.*)$/s,
  (listenerArn = "", priority = "", key = "", value = "") => ({
    listenerArn,
    priority: Number(priority),
    tag: { key, value },
  }),
);

/** The listener that a rule is of: `…:listener-rule/<load balancer>/<listener>/<rule>`. */
export const listenerOfRule = (ruleArn: string): string =>
  ruleArn.replace(":listener-rule/", ":listener/").replace(/\/[^/]*$/, "");

/** Whether an ARN is of a network load balancer, which moves connections and not requests: `…:loadbalancer/net/<name>/<key>`. */
export const isNetworkLoadBalancer = (arn: string): boolean => arn.includes(":loadbalancer/net/");

/** Whose tags, and which service keeps them: by the group's name, by ARN in Elastic Load Balancing, by EC2's own id. */
export interface Tagged {
  readonly service: "autoscaling" | "elasticloadbalancing" | "ec2";
  readonly name: string;
}

const groupPrefix = "autoscaling:";
const loadBalancingArn = /^arn:[^:]+:elasticloadbalancing:/;

/** The tags of a resource: `autoscaling:<group>`, an ARN of Elastic Load Balancing, or an EC2 id. */
export const tagsId: Id<Tagged> = {
  format: ({ service, name }) => (service === "autoscaling" ? `${groupPrefix}${name}` : name),
  parse(text) {
    if (text.startsWith(groupPrefix)) return { service: "autoscaling", name: text.slice(groupPrefix.length) };
    return { service: loadBalancingArn.test(text) ? "elasticloadbalancing" : "ec2", name: text };
  },
};

/** What tells a target group from others: its name, and the key that AWS gives it when it is made. */
interface TargetGroupParts {
  /** What its ARN begins with: `arn:aws:elasticloadbalancing:<region>:<account>`. */
  readonly place: string;
  readonly name: string;
  readonly key: string;
}

/** A target group's ARN: `<place>:targetgroup/<name>/<key>`. */
export const targetGroupArn = /* @__PURE__ */ id<TargetGroupParts>(
  "a target group",
  ({ place, name, key }) => `${place}:${targetGroupLabel({ name, key })}`,
  /^(.*):targetgroup\/([^/]*)\/(.*)$/s,
  (place = "", name = "", key = "") => ({ place, name, key }),
);

/** `targetgroup/<name>/<key>`: how metrics and resource labels call a target group. */
export const targetGroupLabel = ({ name, key }: Pick<TargetGroupParts, "name" | "key">): string =>
  `targetgroup/${name}/${key}`;

/** The target groups that a text mentions: in an ARN, a metric's dimension, a resource label. */
export const targetGroupsIn = (text: string): readonly ResourceRef[] =>
  [...text.matchAll(/\btargetgroup\/([^/]+)\//g)].map(([, name = ""]) => ({ kind: "target-group", id: name }));

/** The scaling policies that a text mentions by their ARNs: `…:autoScalingGroupName/<group>:policyName/<name>`. */
export const policiesIn = (text: string): readonly ResourceRef[] =>
  [...text.matchAll(/:autoScalingGroupName\/([^:]+):policyName\/(.+)$/g)].map(([, group = "", name = ""]) => ({
    kind: "scaling-policy",
    id: memberId.format({ group, name }),
  }));

/** What a Lambda function's ARN says: `arn:<partition>:lambda:<region>:<account>:function:<name>`, with `:<qualifier>` where one was asked for. */
interface FunctionParts {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly name: string;
}

/** A Lambda function's ARN. */
export const functionArn = /* @__PURE__ */ id<FunctionParts>(
  "a function",
  ({ partition, region, account, name }) => `arn:${partition}:lambda:${region}:${account}:function:${name}`,
  /^arn:([^:]+):lambda:([^:]+):([^:]+):function:(.+)$/s,
  (partition = "", region = "", account = "", name = "") => ({ partition, region, account, name }),
);
