/**
 * The keys of a request that conditions and policy variables name.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
import type { Need, Principal } from "../world/service.ts";

/** A request as policies see it: what it needs, and of whom. */
export interface JudgedRequest {
  readonly need: Need;
  readonly principal: Pick<Principal, "arn" | "tags">;
  readonly region: string;
}

type Tags = Readonly<Record<string, string>> | undefined;

/** Services whose own `ResourceTag` key means the same as `aws:ResourceTag`. */
const taggingServices = ["autoscaling", "ec2", "elasticloadbalancing", "iam"];

/** Keys, in lower case, that a service's own operations tell of in their needs. */
export const toldByServices: readonly string[] = [
  "iam:passedtoservice",
  "ec2:createaction",
  "ec2:launchtemplate",
  "ec2:islaunchtemplateresource",
  "ec2:associatepublicipaddress",
  "ec2:availabilityzone",
  "ec2:ebsoptimized",
  "ec2:encrypted",
  "ec2:imageid",
  "ec2:instanceprofile",
  "ec2:instancetype",
  "ec2:keypairname",
  "ec2:keypairtype",
  "ec2:metadatahttpendpoint",
  "ec2:metadatahttpputresponsehoplimit",
  "ec2:metadatahttptokens",
  "ec2:rootdevicetype",
  "ec2:securitygroupid",
  "ec2:subnet",
  "ec2:subnetid",
  "ec2:tenancy",
  "ec2:volumeiops",
  "ec2:volumesize",
  "ec2:volumethroughput",
  "ec2:volumetype",
  "ec2:vpc",
  "elasticloadbalancing:createaction",
  "cloudwatch:alarmactions",
  "dynamodb:enclosingoperation",
  "dynamodb:leadingkeys",
  "dynamodb:returnconsumedcapacity",
  "dynamodb:returnvalues",
  "dynamodb:select",
  "events:targetarn",
  "events:source",
  "events:detail-type",
  "sts:externalid",
  "sts:rolesessionname",
];

const one = (value: string | undefined): readonly string[] => (value === undefined ? [] : [value]);

/** Tag keys ignore case in conditions, their values do not. */
const tagValues = (tags: Tags, tag: string) =>
  Object.entries(tags ?? {})
    .filter(([key]) => key.toLowerCase() === tag.toLowerCase())
    .map(([, value]) => value);

const globalKeys: Readonly<Record<string, (request: JudgedRequest) => readonly string[]>> = {
  "aws:requestedregion": ({ need, region }) => [need.context?.["aws:requestedregion"] ?? region].flat(),
  "ec2:region": ({ need, region }) => (need.action.startsWith("ec2:") ? [region] : []),
  "aws:tagkeys": ({ need }) => [...Object.keys(need.requestTags ?? {}), ...(need.tagKeys ?? [])],
  "aws:principalarn": ({ principal }) => [roleArnIn(principal.arn)],
  "aws:principalaccount": ({ principal }) => one(principal.arn.split(":")[4]),
};

const tagKeys: Readonly<Record<string, (request: JudgedRequest) => Tags>> = {
  "aws:resourcetag": ({ need }) => need.tags,
  "aws:requesttag": ({ need }) => need.requestTags,
  "aws:principaltag": ({ principal }) => principal.tags,
  ...Object.fromEntries(
    taggingServices.map((service) => [
      `${service}:resourcetag`,
      ({ need }: JudgedRequest) => (need.action.toLowerCase().startsWith(`${service}:`) ? need.tags : undefined),
    ]),
  ),
};

/** AWS: "For IAM roles, the request context returns the ARN of the role, not the ARN of the user that assumed the role." */
const roleArnIn = (arn: string): string => {
  const [, account, role] = /^arn:aws:sts::(\d+):assumed-role\/([^/]+)\//.exec(arn) ?? [];
  return role === undefined ? arn : `arn:aws:iam::${account}:role/${role}`;
};

/** A key's name ignores case; what stands after its slash is a tag's. */
const splitKey = (key: string): readonly [name: string, tag: string | undefined] => {
  const slash = key.indexOf("/");
  return slash < 0 ? [key.toLowerCase(), undefined] : [key.slice(0, slash).toLowerCase(), key.slice(slash + 1)];
};

/** Whether requests can have a key at all, as far as they are emulated. */
export const isKnownKey = (key: string): boolean => {
  const [name, tag] = splitKey(key);
  return tag === undefined
    ? globalKeys[name] !== undefined || toldByServices.includes(name)
    : tag !== "" && tagKeys[name] !== undefined;
};

/** The values of a key in a request; none if the request does not have the key. */
export const valuesOf = (key: string, request: JudgedRequest): readonly string[] => {
  const [name, tag] = splitKey(key);
  if (tag !== undefined) return tagValues(tagKeys[name]?.(request), tag);
  return globalKeys[name]?.(request) ?? [request.need.context?.[name] ?? []].flat();
};
