import type { _InstanceType } from "@aws-sdk/client-ec2";
import { AwsError, NotEmulated } from "../../world/aws-error.ts";
import type { Fleet } from "../../world/neighbours.ts";
import { uuid } from "../../world/random.ts";
import type { Ec2Context } from "./context.ts";
import { findImage } from "./instance-plan.ts";
import { findInstanceType } from "./instance-types.ts";
import { launchNeeds } from "./launch-needs.ts";
import { instanceTags } from "./launch-parameters.ts";
import {
  checkArchitecture,
  checkCapacity,
  checkInstanceProfile,
  checkInterfaces,
  checkKeyPair,
  groupsBesideInterface,
} from "./launch-refusals.ts";
import { findTemplate, findVersion, lookUp, lookUpVersion } from "./launch-template-lookup.ts";
import { isSpot, type Tags } from "./resources.ts";

const templateVersion = (
  { resources }: Ec2Context,
  template: { readonly id?: string; readonly name?: string; readonly version?: string },
) => {
  const found = findTemplate(resources["launch-template"].values(), {
    LaunchTemplateId: template.id,
    // Auto Scaling remembers both; the id is the one that cannot come to mean another template.
    LaunchTemplateName: template.id === undefined ? template.name : undefined,
  });
  return { template: found, version: findVersion(found, template.version ?? "$Default") };
};

const launchOne = (
  ec2: Ec2Context,
  { launchTemplate, instanceType, subnet, spot = false, tags }: Parameters<Fleet["launch"]>[0],
): string => {
  const { template, version } = templateVersion(ec2, launchTemplate);
  checkInterfaces(version.data, undefined, ec2.surroundings);
  const [instance] = ec2.lifecycle.launch({
    parameters: {
      ...version.data,
      ...(instanceType === undefined ? {} : { InstanceType: instanceType as _InstanceType }),
      ...(spot ? { InstanceMarketOptions: { MarketType: "spot" as const } } : {}),
    },
    launchTemplate: { id: template.id, name: template.name, version: String(version.number) },
    subnetId: subnet,
    // "If you specify a tag with the same key in the launch template and the group, the group's value is used."
    tags: { ...instanceTags(version.data), ...tags },
    count: 1,
    clientToken: uuid(ec2.surroundings.random),
  });
  if (instance === undefined) throw new AwsError("InternalError", "Nothing was launched.", { status: 500 });
  return instance.id;
};

/** As CreateAutoScalingGroup resolves a template, and what it says of one that cannot be launched. */
const resolved = (ec2: Ec2Context, reference: Parameters<Fleet["resolveLaunchTemplate"]>[0]) => {
  const { template, version } = launchable(ec2, reference);
  // Recorded with a code and a beginning of its own.
  if (groupsBesideInterface(version.data, ec2.surroundings))
    throw new AwsError(
      "InvalidQueryParameter",
      "Invalid launch template: When a network interface is provided, the security groups must be a part of it.",
    );
  return { id: template.id, name: template.name, version: String(version.number) };
};

const launchable = (ec2: Ec2Context, reference: Parameters<Fleet["resolveLaunchTemplate"]>[0]) => {
  try {
    const found = templateVersion(ec2, reference);
    const { InstanceType } = found.version.data;
    const image = findImage(ec2.resources, found.version.data);
    if (InstanceType !== undefined) checkArchitecture(image, findInstanceType(InstanceType), ec2.surroundings);
    checkKeyPair(found.version.data, ec2);
    checkInstanceProfile(found.version.data, ec2);
    return found;
  } catch (error) {
    throw error instanceof AwsError && !(error instanceof NotEmulated)
      ? new AwsError("ValidationError", `You must use a valid fully-formed launch template. ${error.message}`)
      : error;
  }
};

const changedTags = (tags: Tags, change: Readonly<Record<string, string | undefined>>): Tags =>
  Object.fromEntries(
    Object.entries({ ...tags, ...change }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );

/** EC2 as Auto Scaling and load balancing ask it, behind the API. */
export const fleetOf = (ec2: Ec2Context): Fleet => {
  const { resources, lifecycle } = ec2;
  return {
    launch: (request) => launchOne(ec2, request),
    terminate: lifecycle.terminate,
    stopInstance: lifecycle.stop,
    tagInstance: (id, change) => ec2.tagging.retag("instance", id, (tags) => changedTags(tags, change)),
    startInstance(id) {
      const instance = resources.instance.get(id);
      if (instance === undefined) return;
      checkCapacity(ec2, instance.availabilityZone, findInstanceType(instance.instanceType), 1);
      lifecycle.start(id);
    },
    instance: (id) => {
      const instance = resources.instance.get(id);
      return instance && { ...instance, spot: isSpot(instance) };
    },
    address: (id, port) => lifecycle.running(id)?.address(port),
    resolveLaunchTemplate: (reference) => resolved(ec2, reference),
    zoneOf: (subnet) => resources.subnet.get(subnet)?.availabilityZone,
    vpcOf: (subnet) => resources.subnet.get(subnet)?.vpcId,
    hasVpc: (vpc) => resources.vpc.get(vpc) !== undefined,
    hasSecurityGroup: (group) => resources["security-group"].get(group) !== undefined,
    onStateChange: lifecycle.onStateChange,
    launchNeeds({ launchTemplate: { id, name, version = "$Default" }, instanceType, subnets }) {
      const named = { LaunchTemplateId: id, LaunchTemplateName: id === undefined ? name : undefined };
      const template = lookUp(resources["launch-template"].values(), named);
      if (template === undefined) return [];
      const over = instanceType === undefined ? {} : { InstanceType: instanceType as _InstanceType };
      return launchNeeds(ec2, { template, version: lookUpVersion(template, version), over, subnets });
    },
  };
};
