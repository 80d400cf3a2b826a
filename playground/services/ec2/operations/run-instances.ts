import type { RunInstancesCommandInput, RunInstancesCommandOutput } from "@aws-sdk/client-ec2";
import { type Need, operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { describedInstance } from "../described-instance.ts";
import { invalidValue, missingParameter } from "../errors.ts";
import { instanceTags, launchTagTypes, merged, securityGroupIds } from "../launch-parameters.ts";
import { checkInterfaces } from "../launch-refusals.ts";
import { findTemplate, findVersion, lookUp, lookUpVersion } from "../launch-template-lookup.ts";
import { arnOf, type Instance } from "../resources.ts";
import { requestedTags } from "../tagging.ts";

/** AWS asks for RunInstances on everything that a launch uses or makes, and for CreateTags on what it tags. */
const runInstancesNeeds = ({ surroundings, resources }: Ec2Context, input: RunInstancesCommandInput): Need[] => {
  const template = input.LaunchTemplate && lookUp(resources["launch-template"].values(), input.LaunchTemplate);
  const version = template && lookUpVersion(template, input.LaunchTemplate?.Version ?? "$Default");
  const { SubnetId, ImageId, SecurityGroupIds, NetworkInterfaces } = input;
  const parameters = merged(version?.data ?? {}, { ImageId, SecurityGroupIds });
  const requestTags = requestedTags(input.TagSpecifications, "instance", launchTagTypes);
  const need = (type: keyof typeof resources, id: string): Need => ({
    action: "ec2:RunInstances",
    resource: arnOf(surroundings, type, id),
    tags: resources[type].get(id)?.tags ?? {},
  });
  const subnet = SubnetId ?? NetworkInterfaces?.[0]?.SubnetId;
  return [
    { action: "ec2:RunInstances", resource: arnOf(surroundings, "instance", "*"), requestTags },
    { action: "ec2:RunInstances", resource: arnOf(surroundings, "network-interface", "*") },
    { action: "ec2:RunInstances", resource: arnOf(surroundings, "volume", "*") },
    need("image", parameters.ImageId ?? "*"),
    ...(subnet === undefined ? [] : [need("subnet", subnet)]),
    ...securityGroupIds(parameters).map((id) => need("security-group", id)),
    ...(template === undefined ? [] : [need("launch-template", template.id)]),
    ...(Object.keys(requestTags).length === 0
      ? []
      : [{ action: "ec2:CreateTags", resource: arnOf(surroundings, "instance", "*"), requestTags }]),
  ];
};

/** Throws AwsError unless the request says how many instances it wants. */
const checkedCounts = ({ MinCount, MaxCount }: RunInstancesCommandInput): number => {
  if (MinCount === undefined) throw missingParameter("MinCount");
  if (MaxCount === undefined) throw missingParameter("MaxCount");
  if (MinCount < 1) throw invalidValue(`Invalid value '${MinCount}' for min instance count.`);
  if (MaxCount < MinCount)
    throw invalidValue(
      `Invalid value '${MaxCount}' for max instance count. It must not be less than the min instance count.`,
    );
  return MaxCount;
};

/** Launches what the request asks for, on top of its launch template. Throws AwsError. */
const launchedBy = (
  { surroundings, resources, lifecycle }: Ec2Context,
  input: RunInstancesCommandInput,
): readonly Instance[] => {
  const count = checkedCounts(input);
  const { MinCount: _, MaxCount: __, LaunchTemplate, SubnetId, ClientToken, TagSpecifications, ...request } = input;
  const template = LaunchTemplate && findTemplate(resources["launch-template"].values(), LaunchTemplate);
  const version = template && findVersion(template, LaunchTemplate?.Version ?? "$Default");
  const parameters = merged(version?.data ?? {}, request);
  checkInterfaces(parameters, SubnetId, surroundings);
  return lifecycle.launch({
    parameters,
    launchTemplate: template && version && { id: template.id, name: template.name, version: String(version.number) },
    subnetId: SubnetId,
    tags: {
      ...instanceTags(version?.data ?? {}),
      ...requestedTags(TagSpecifications, "instance", launchTagTypes),
    },
    count,
    clientToken: ClientToken ?? "",
  });
};

/**
 * All of MaxCount or none, since the playground never lacks capacity.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html
 */
export const runInstances = (ec2: Ec2Context) =>
  operation<RunInstancesCommandInput, RunInstancesCommandOutput>({
    accepts: [
      "MinCount",
      "MaxCount",
      "LaunchTemplate",
      "SubnetId",
      "ClientToken",
      "TagSpecifications",
      "ImageId",
      "InstanceType",
      "KeyName",
      "UserData",
      "SecurityGroupIds",
      "NetworkInterfaces",
      "IamInstanceProfile",
      "Monitoring",
      "Placement",
      "EbsOptimized",
      "BlockDeviceMappings",
      "MetadataOptions",
      "DisableApiTermination",
      "DisableApiStop",
    ],
    needs: (input) => runInstancesNeeds(ec2, input),
    run: (input) =>
      ec2.clientTokens("RunInstances", input, () => {
        const launched = launchedBy(ec2, input);
        return {
          ReservationId: launched[0]?.reservationId,
          OwnerId: ec2.surroundings.account,
          Groups: [],
          Instances: launched.map((instance) => describedInstance(ec2, instance)),
        };
      }),
  });
