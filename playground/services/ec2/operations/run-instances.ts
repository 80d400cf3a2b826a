import type { RunInstancesCommandInput, RunInstancesCommandOutput } from "@aws-sdk/client-ec2";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { describedInstance } from "../described-instance.ts";
import { invalidValue, missingParameter } from "../errors.ts";
import { launchNeeds } from "../launch-needs.ts";
import { instanceTags, launchTagTypes, merged } from "../launch-parameters.ts";
import { checkInterfaces } from "../launch-refusals.ts";
import { findTemplate, findVersion, lookUp, lookUpVersion } from "../launch-template-lookup.ts";
import type { Instance } from "../resources.ts";
import { requestedTags } from "../tagging.ts";

/** The launch that the request asks for. */
const askedLaunch = ({ resources }: Ec2Context, input: RunInstancesCommandInput) => {
  const { LaunchTemplate, SubnetId, ...over } = input;
  const template = LaunchTemplate && lookUp(resources["launch-template"].values(), LaunchTemplate);
  const version = template && lookUpVersion(template, LaunchTemplate?.Version ?? "$Default");
  return { template, version, over, subnets: SubnetId === undefined ? [] : [SubnetId] };
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
    needs: (input) => launchNeeds(ec2, askedLaunch(ec2, input)),
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
