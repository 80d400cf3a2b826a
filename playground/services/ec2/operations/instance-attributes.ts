/** What one can look at and change of an instance, attribute by attribute. */
import type {
  DescribeInstanceAttributeCommandInput,
  DescribeInstanceAttributeCommandOutput,
  ModifyInstanceAttributeCommandInput,
  ModifyInstanceAttributeCommandOutput,
} from "@aws-sdk/client-ec2";
import { AwsError, NotEmulated } from "../../../world/aws-error.ts";
import { ownMember } from "../../../world/own-member.ts";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { namedGroupsOf } from "../described-instance.ts";
import { missingParameter, notFound } from "../errors.ts";
import { findInstanceType } from "../instance-types.ts";
import { checkUserData } from "../launch-parameters.ts";
import { checkArchitecture } from "../launch-refusals.ts";
import { instanceNeeds, instancesToChange } from "../named-instances.ts";
import type { Instance } from "../resources.ts";
import { unknownGroup } from "../security-group-lookup.ts";
import { attachedDevices, rootDeviceName } from "../volumes.ts";

const oneInstance = (ec2: Ec2Context, id: string | undefined): Instance => {
  const [instance] = instancesToChange(ec2, id === undefined ? [] : [id]);
  if (instance === undefined) throw missingParameter("InstanceId");
  return instance;
};

const ids = (id: string | undefined) => ({ InstanceIds: id === undefined ? [] : [id] });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceAttribute.html */
export const describeInstanceAttribute = (ec2: Ec2Context) =>
  operation<DescribeInstanceAttributeCommandInput, DescribeInstanceAttributeCommandOutput>({
    accepts: ["InstanceId", "Attribute"],
    needs: ({ InstanceId }) => instanceNeeds(ec2, "ec2:DescribeInstanceAttribute")(ids(InstanceId)),
    run({ InstanceId, Attribute }) {
      const instance = oneInstance(ec2, InstanceId);
      if (Attribute === undefined) throw missingParameter("attribute");
      const { parameters } = instance;
      const attributes: Readonly<Record<string, () => Partial<DescribeInstanceAttributeCommandOutput>>> = {
        instanceType: () => ({ InstanceType: { Value: instance.instanceType } }),
        userData: () => ({ UserData: parameters.UserData === undefined ? {} : { Value: parameters.UserData } }),
        disableApiTermination: () => ({ DisableApiTermination: { Value: parameters.DisableApiTermination ?? false } }),
        disableApiStop: () => ({ DisableApiStop: { Value: parameters.DisableApiStop ?? false } }),
        instanceInitiatedShutdownBehavior: () => ({ InstanceInitiatedShutdownBehavior: { Value: "stop" } }),
        rootDeviceName: () => ({ RootDeviceName: { Value: rootDeviceName } }),
        blockDeviceMapping: () => ({ BlockDeviceMappings: attachedDevices(instance, instance.createdAt) }),
        groupSet: () => ({ Groups: namedGroupsOf(ec2, instance) }),
        ebsOptimized: () => ({ EbsOptimized: { Value: parameters.EbsOptimized ?? false } }),
        sourceDestCheck: () => ({ SourceDestCheck: { Value: true } }),
        enaSupport: () => ({ EnaSupport: { Value: true } }),
        productCodes: () => ({ ProductCodes: [] }),
      };
      const attribute = ownMember(attributes, Attribute);
      if (attribute === undefined) throw new NotEmulated(`the instance attribute ${Attribute}`);
      return { InstanceId: instance.id, ...attribute() };
    },
  });

/** What "can be modified only while the instance is stopped". */
const whileStopped = (instance: Instance) => {
  if (instance.state !== "stopped")
    throw new AwsError("IncorrectInstanceState", `The instance '${instance.id}' is not in the 'stopped' state.`);
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstanceAttribute.html */
export const modifyInstanceAttribute = (ec2: Ec2Context) =>
  operation<ModifyInstanceAttributeCommandInput, ModifyInstanceAttributeCommandOutput>({
    accepts: [
      "InstanceId",
      "DisableApiTermination",
      "DisableApiStop",
      "InstanceType",
      "UserData",
      "EbsOptimized",
      "Groups",
    ],
    needs: ({ InstanceId }) => instanceNeeds(ec2, "ec2:ModifyInstanceAttribute")(ids(InstanceId)),
    run(input) {
      const instance = oneInstance(ec2, input.InstanceId);
      const { InstanceId: _, ...changes } = input;
      const given = Object.entries(changes).filter(([, value]) => value !== undefined);
      if (given.length === 0) throw missingParameter("attribute");
      if (given.length > 1)
        throw new AwsError("InvalidParameterCombination", "Fields for multiple attribute types specified");
      ec2.resources.instance.put(instance.id, changed(ec2, instance, input));
      return {};
    },
  });

/** The instance with the one attribute that the request changes. Throws AwsError. */
const changed = (ec2: Ec2Context, instance: Instance, input: ModifyInstanceAttributeCommandInput): Instance => {
  const { parameters } = instance;
  const { DisableApiTermination, DisableApiStop, EbsOptimized, UserData, InstanceType, Groups } = input;
  if (DisableApiTermination)
    return { ...instance, parameters: { ...parameters, DisableApiTermination: DisableApiTermination.Value } };
  if (DisableApiStop) return { ...instance, parameters: { ...parameters, DisableApiStop: DisableApiStop.Value } };
  if (Groups) {
    const unknown = Groups.find((id) => ec2.resources["security-group"].get(id) === undefined);
    if (unknown !== undefined) throw notFound(...unknownGroup, [unknown]);
    return { ...instance, securityGroupIds: Groups };
  }
  whileStopped(instance);
  if (EbsOptimized) return { ...instance, parameters: { ...parameters, EbsOptimized: EbsOptimized.Value } };
  if (UserData) {
    const text = Buffer.from(UserData.Value ?? "").toString("base64");
    checkUserData(text);
    return { ...instance, parameters: { ...parameters, UserData: text } };
  }
  const type = findInstanceType(InstanceType?.Value ?? "");
  checkArchitecture({ architecture: instance.architecture }, type, ec2.surroundings);
  return { ...instance, instanceType: type.name };
};
