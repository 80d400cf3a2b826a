/** Whether what a release asks for can be launched: refused before anything is emptied for it. */
import type { Json } from "../changes/change.ts";
import { InvalidInput } from "../errors.ts";
import { isRecord } from "../resources/described/plain.ts";
import type { Release } from "./request.ts";

/** Where a release is to be launched. */
export interface LaunchPad {
  /** The group's name. */
  readonly group: string;
  /** The data of the launch template version on which the release is put. */
  readonly template: { readonly [key: string]: Json };
  /** The group's mixed instances policy, if it has one. */
  readonly policy?: Json | undefined;
}

const listOf = (json: Json | undefined): readonly Json[] => (Array.isArray(json) ? (json as readonly Json[]) : []);

const overridesOf = (policy: Json | undefined): readonly { readonly [key: string]: Json }[] => {
  const template = isRecord(policy) ? policy.LaunchTemplate : undefined;
  return listOf(isRecord(template) ? template.Overrides : undefined).filter(isRecord);
};

/** The instance types of which the release may be launched, as far as they are named: those of the group's policy, or else the template's. */
export const instanceTypesOf = (release: Release, { template, policy }: LaunchPad): readonly string[] => {
  const overrides = overridesOf(policy);
  const named = overrides.map(({ InstanceType }) => InstanceType).filter((type) => typeof type === "string");
  if (overrides.length > 0) return named;
  const type = release.overrides?.InstanceType ?? template.InstanceType;
  return typeof type === "string" ? [type] : [];
};

/**
 * Throws `InvalidInput` where an override would have no effect or cannot be: an instance type where the group's policy or the template's
 * requirements choose it, security groups where it is not clear which network interface is meant.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_LaunchTemplateOverrides.html
 */
export const refuseIneffective = ({ overrides = {} }: Release, { group, template, policy }: LaunchPad): void => {
  const { InstanceType, SecurityGroupIds } = overrides;
  if (InstanceType !== undefined && overridesOf(policy).length > 0)
    throw new InvalidInput(
      `The release overrides InstanceType with ${InstanceType}, but the mixed instances policy of '${group}' says of which types it launches, so nothing of that type would be launched. Leave the override out, or change the policy of both groups. Nothing was changed.`,
    );
  if (InstanceType !== undefined && template.InstanceRequirements !== undefined)
    throw new InvalidInput(
      `The release overrides InstanceType with ${InstanceType}, but its launch template has InstanceRequirements, beside which EC2 takes no type. Leave the override out. Nothing was changed.`,
    );
  const interfaces = listOf(template.NetworkInterfaces);
  const [only] = interfaces;
  const clear = interfaces.length === 0 || (interfaces.length === 1 && isRecord(only) && !only.NetworkInterfaceId);
  if (SecurityGroupIds !== undefined && !clear)
    throw new InvalidInput(
      `The release overrides SecurityGroupIds, but its launch template has ${interfaces.length === 1 ? "a network interface that exists already, and keeps its groups" : `${interfaces.length} network interfaces, each with groups of its own`}. Leave the override out. Nothing was changed.`,
    );
};

/** Throws `InvalidInput` if the image's architecture is not one that each of the types has; `architectures` by type, as EC2 describes them. */
export const refuseArchitecture = (
  { imageId }: Release,
  architecture: string | undefined,
  architectures: ReadonlyMap<string, readonly string[]>,
): void => {
  for (const [type, known] of architectures)
    if (architecture !== undefined && !known.includes(architecture))
      throw new InvalidInput(
        `The release's image ${imageId} is for ${architecture}, and ${type} is ${known.join(" or ")}. Correct release.imageId, or the instance type. Nothing was changed.`,
      );
};
