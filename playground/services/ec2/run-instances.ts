import type {
  InstanceStateChange,
  RunInstancesCommandInput,
  RunInstancesCommandOutput,
  StartInstancesCommandInput,
  StartInstancesCommandOutput,
  StopInstancesCommandInput,
  StopInstancesCommandOutput,
  TerminateInstancesCommandInput,
  TerminateInstancesCommandOutput,
} from "@aws-sdk/client-ec2";
import { AwsError } from "../../world/aws-error.ts";
import { type Need, operation } from "../../world/service.ts";
import type { Ec2 } from "./context.ts";
import { describedInstance, foundInstances, stateOf } from "./describe-instances.ts";
import { invalidValue, missingParameter } from "./errors.ts";
import type { InstanceLifecycle } from "./instance-lifecycle.ts";
import { instanceTags, launchTagTypes, merged, securityGroupIds } from "./launch-parameters.ts";
import { findTemplate, findVersion, lookUp, lookUpVersion } from "./launch-template-lookup.ts";
import { arnOf, type Instance } from "./resources.ts";
import { requestedTags } from "./tagging.ts";

/** RunInstances, TerminateInstances, StopInstances, StartInstances. */
export const runInstancesOperations = (ec2: Ec2, lifecycle: InstanceLifecycle) => {
  const { surroundings, resources, clientTokens } = ec2;

  const found = (ids: readonly string[] | undefined): readonly Instance[] => {
    if (ids === undefined || ids.length === 0) throw missingParameter("InstanceId");
    return foundInstances(ids, (id) => resources.instance.get(id));
  };

  const needs =
    (action: string) =>
    ({ InstanceIds = [] }: { InstanceIds?: string[] | undefined }): Need[] =>
      InstanceIds.map((id) => ({
        action,
        resource: arnOf(surroundings, "instance", id),
        tags: resources.instance.get(id)?.tags ?? {},
      }));

  /** Acts on each instance, and answers the states before and after. "If one ID is wrong, the request fails" whole. */
  const changed = (targets: readonly Instance[], act: (id: string) => void): InstanceStateChange[] =>
    targets.map(({ id, state }) => {
      act(id);
      return {
        InstanceId: id,
        CurrentState: stateOf(resources.instance.get(id)?.state ?? state),
        PreviousState: stateOf(state),
      };
    });

  return {
    RunInstances: operation<RunInstancesCommandInput, RunInstancesCommandOutput>({
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
        clientTokens("RunInstances", input, () => {
          const { MinCount, MaxCount, LaunchTemplate, SubnetId, ClientToken, TagSpecifications, ...request } = input;
          if (MinCount === undefined) throw missingParameter("MinCount");
          if (MaxCount === undefined) throw missingParameter("MaxCount");
          if (MinCount < 1) throw invalidValue(`Invalid value '${MinCount}' for min instance count.`);
          if (MaxCount < MinCount)
            throw invalidValue(
              `Invalid value '${MaxCount}' for max instance count. It must not be less than the min instance count.`,
            );
          const template = LaunchTemplate && findTemplate(resources["launch-template"].values(), LaunchTemplate);
          const version = template && findVersion(template, LaunchTemplate?.Version ?? "$Default");
          const parameters = merged(version?.data ?? {}, request);
          const launched = lifecycle.launch({
            parameters,
            launchTemplate: template &&
              version && { id: template.id, name: template.name, version: String(version.number) },
            subnetId: SubnetId,
            tags: {
              ...instanceTags(version?.data ?? {}),
              ...requestedTags(TagSpecifications, "instance", launchTagTypes),
            },
            count: MaxCount,
            clientToken: ClientToken ?? "",
          });
          return {
            ReservationId: launched[0]?.reservationId,
            OwnerId: surroundings.account,
            Groups: [],
            Instances: launched.map((instance) =>
              describedInstance(instance, (id) => resources["security-group"].get(id)),
            ),
          };
        }),
    }),

    TerminateInstances: operation<TerminateInstancesCommandInput, TerminateInstancesCommandOutput>({
      accepts: ["InstanceIds"],
      needs: needs("ec2:TerminateInstances"),
      run({ InstanceIds }) {
        const targets = found(InstanceIds);
        const protectedOne = targets.find(({ parameters }) => parameters.DisableApiTermination === true);
        if (protectedOne !== undefined)
          throw new AwsError(
            "OperationNotPermitted",
            `The instance '${protectedOne.id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
          );
        return { TerminatingInstances: changed(targets, lifecycle.terminate) };
      },
    }),

    StopInstances: operation<StopInstancesCommandInput, StopInstancesCommandOutput>({
      accepts: ["InstanceIds"],
      needs: needs("ec2:StopInstances"),
      run({ InstanceIds }) {
        const targets = found(InstanceIds);
        const wrong = targets.find(({ state }) => !["running", "stopping", "stopped"].includes(state));
        if (wrong !== undefined)
          throw new AwsError(
            "IncorrectInstanceState",
            `This instance '${wrong.id}' is not in the 'running' state so it cannot be stopped.`,
          );
        return { StoppingInstances: changed(targets, lifecycle.stop) };
      },
    }),

    StartInstances: operation<StartInstancesCommandInput, StartInstancesCommandOutput>({
      accepts: ["InstanceIds"],
      needs: needs("ec2:StartInstances"),
      run({ InstanceIds }) {
        const targets = found(InstanceIds);
        const wrong = targets.find(({ state }) => !["stopped", "pending", "running"].includes(state));
        if (wrong !== undefined)
          throw new AwsError(
            "IncorrectInstanceState",
            `The instance '${wrong.id}' is not in a state from which it can be started.`,
          );
        return { StartingInstances: changed(targets, lifecycle.start) };
      },
    }),
  };
};

/** AWS asks for RunInstances on everything that a launch uses or makes, and for CreateTags on what it tags. */
const runInstancesNeeds = ({ surroundings, resources }: Ec2, input: RunInstancesCommandInput): Need[] => {
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
