/** `AWS API Call via CloudTrail`, and bare records: which resources a call was about, and who made it. */
import { groupRef, instanceRef, type Place, parentArn, parseArn, templateRef } from "../arn.ts";
import type { Hint } from "../hint.ts";
import type { ResourceType, TypedArn } from "../model.ts";
import type { CloudTrailRecord } from "./envelope.ts";
import { type Heard, heardOf, ignored } from "./heard.ts";

/** The services whose calls change what the inventory holds. */
const services: ReadonlySet<string> = new Set([
  "autoscaling.amazonaws.com",
  "ec2.amazonaws.com",
  "elasticloadbalancing.amazonaws.com",
]);

/** What a call by that name makes an end of. What else the call names goes on. */
const endOf: Readonly<Record<string, ResourceType>> = {
  DeleteAutoScalingGroup: "auto-scaling-group",
  DeleteLaunchTemplate: "launch-template",
  DeleteListener: "listener",
  DeleteLoadBalancer: "load-balancer",
  DeleteRule: "listener-rule",
  DeleteTargetGroup: "target-group",
  TerminateInstances: "instance",
  TerminateInstanceInAutoScalingGroup: "instance",
};

const reading = /^(Describe|Get|List)/;

/** Deeper than any call's parameters are; a record made to be deep must not exhaust the stack. */
const deepest = 12;

/** Every string in parameters or answer, with the name of the member that holds it. Lists pass their own name on. */
const strings = function* (value: unknown, name = "", depth = 0): Generator<readonly [name: string, value: string]> {
  if (typeof value === "string") yield [name, value];
  else if (depth < deepest && Array.isArray(value)) for (const each of value) yield* strings(each, name, depth + 1);
  else if (depth < deepest && typeof value === "object" && value !== null)
    // Newer EC2 calls wrap values as `{ "tag": 1, "content": … }`.
    for (const [key, each] of Object.entries(value)) yield* strings(each, key === "content" ? name : key, depth + 1);
};

/** Names that stand for an ARN where CloudTrail gives none. EC2's names of members begin with either case. */
const refNamed = (place: Place, service: string, name: string, value: string): TypedArn | undefined => {
  if (/^i-[0-9a-f]{8,17}$/.test(value)) return instanceRef(place, value);
  if (service === "ec2.amazonaws.com" && /^lt-[0-9a-f]+$/.test(value)) return templateRef(place, value);
  if (service === "autoscaling.amazonaws.com" && /^autoscalinggroupnames?$/i.test(name)) return groupRef(place, value);
  return undefined;
};

/** CreateOrUpdateTags and DeleteTags of Auto Scaling name groups as `resourceId`, for each tag. */
const taggedGroups = (place: Place, service: string, parameters: unknown): readonly TypedArn[] =>
  service === "autoscaling.amazonaws.com"
    ? [...strings(parameters)]
        .filter(([name, value]) => name.toLowerCase() === "resourceid" && value !== "")
        .map(([, value]) => groupRef(place, value))
    : [];

/** A listener's changes show in its load balancer's list too. */
const parents = (ref: TypedArn): readonly TypedArn[] => {
  if (ref.type === "listener") return [{ type: "load-balancer", arn: parentArn(ref.arn) }];
  if (ref.type === "listener-rule") return [{ type: "listener", arn: parentArn(ref.arn) }];
  return [];
};

const refsOf = (record: CloudTrailRecord): readonly TypedArn[] => {
  const account = record.recipientAccountId ?? record.userIdentity?.accountId ?? "";
  const place = { account, region: record.awsRegion };
  const named = [...strings(record.requestParameters), ...strings(record.responseElements)].flatMap(([name, value]) => {
    const ref = parseArn(value)?.ref ?? refNamed(place, record.eventSource, name, value);
    return ref === undefined ? [] : [ref];
  });
  const all = [...named, ...taggedGroups(place, record.eventSource, record.requestParameters)];
  const withParents = /^(Create|Delete)/.test(record.eventName) ? all.flatMap((ref) => [ref, ...parents(ref)]) : all;
  return [...new Map(withParents.map((ref) => [ref.arn, ref])).values()];
};

/** Auto Scaling's calls were Root's in 2016, and are those of its service-linked role now. */
const actorOf = ({ userIdentity }: CloudTrailRecord): string | undefined =>
  // It acts for somebody, and that is who did it.
  (userIdentity?.invokedBy === "cloudformation.amazonaws.com" && userIdentity.arn
    ? `${userIdentity.arn} through CloudFormation`
    : undefined) ??
  userIdentity?.invokedBy ??
  userIdentity?.arn ??
  userIdentity?.principalId ??
  userIdentity?.type ??
  undefined;

/** What an API call that CloudTrail recorded says of the inventory's resources; calls that failed or only read say nothing. */
export const hearCloudTrail = (record: CloudTrailRecord): Heard => {
  if (!services.has(record.eventSource))
    return ignored(`a call of ${record.eventSource}, which the inventory does not follow`);
  if (record.readOnly === true || reading.test(record.eventName)) return ignored(`${record.eventName} changes nothing`);
  // Dry runs are among them: "Request would have succeeded, but DryRun flag is set."
  if (record.errorCode != null && record.errorCode !== "")
    return ignored(`${record.eventName} failed with ${record.errorCode}`);
  const actor = actorOf(record);
  const end = endOf[record.eventName];
  const hints = refsOf(record).map(
    (ref): Hint => ({
      ref,
      occurredAt: record.eventTime,
      eventId: record.eventID,
      event: record.eventName,
      ...(actor === undefined ? {} : { actor }),
      ...(ref.type === end ? { removed: true } : {}),
    }),
  );
  return heardOf(hints, `${record.eventName} names nothing that the inventory holds`);
};
