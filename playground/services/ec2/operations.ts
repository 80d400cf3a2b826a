import { AwsError } from "../../world/aws-error.ts";
import type { AnyOperation } from "../../world/service.ts";
import type { Ec2Context } from "./context.ts";
import { authorizeSecurityGroupIngress } from "./operations/authorize-security-group-ingress.ts";
import { createLaunchTemplate } from "./operations/create-launch-template.ts";
import { createLaunchTemplateVersion } from "./operations/create-launch-template-version.ts";
import { createSecurityGroup } from "./operations/create-security-group.ts";
import { deleteLaunchTemplate } from "./operations/delete-launch-template.ts";
import { deleteLaunchTemplateVersions } from "./operations/delete-launch-template-versions.ts";
import { deleteSecurityGroup } from "./operations/delete-security-group.ts";
import { deregisterImage } from "./operations/deregister-image.ts";
import { describeAccountAttributes } from "./operations/describe-account-attributes.ts";
import { describeAvailabilityZones } from "./operations/describe-availability-zones.ts";
import { describeImages } from "./operations/describe-images.ts";
import { describeInstanceStatus } from "./operations/describe-instance-status.ts";
import { describeInstanceTypeOfferings } from "./operations/describe-instance-type-offerings.ts";
import { describeInstanceTypes } from "./operations/describe-instance-types.ts";
import { describeInstances } from "./operations/describe-instances.ts";
import { describeLaunchTemplateVersions } from "./operations/describe-launch-template-versions.ts";
import { describeLaunchTemplates } from "./operations/describe-launch-templates.ts";
import { describeNetworkInterfaces } from "./operations/describe-network-interfaces.ts";
import { describeRegions } from "./operations/describe-regions.ts";
import { describeSecurityGroupRules } from "./operations/describe-security-group-rules.ts";
import { describeSecurityGroups } from "./operations/describe-security-groups.ts";
import { describeSubnets } from "./operations/describe-subnets.ts";
import { describeVolumes } from "./operations/describe-volumes.ts";
import { describeVpcs } from "./operations/describe-vpcs.ts";
import { getConsoleOutput } from "./operations/get-console-output.ts";
import { describeInstanceAttribute, modifyInstanceAttribute } from "./operations/instance-attributes.ts";
import { createKeyPair, deleteKeyPair, describeKeyPairs, importKeyPair } from "./operations/key-pairs.ts";
import { modifyInstanceMetadataOptions } from "./operations/modify-instance-metadata-options.ts";
import { modifyLaunchTemplate } from "./operations/modify-launch-template.ts";
import { registerImage } from "./operations/register-image.ts";
import { revokeSecurityGroupIngress } from "./operations/revoke-security-group-ingress.ts";
import { runInstances } from "./operations/run-instances.ts";
import { startInstances } from "./operations/start-instances.ts";
import { stopInstances } from "./operations/stop-instances.ts";
import { createResourceTags, deleteResourceTags, describeResourceTags } from "./operations/tags.ts";
import { terminateInstances } from "./operations/terminate-instances.ts";

/** EC2's operations, by name. Every one of them takes `DryRun`: whoever gets this far is allowed to. */
export const ec2Operations = (ec2: Ec2Context): Readonly<Record<string, AnyOperation>> =>
  withDryRun({
    RegisterImage: registerImage(ec2),
    DeregisterImage: deregisterImage(ec2),
    CreateKeyPair: createKeyPair(ec2),
    ImportKeyPair: importKeyPair(ec2),
    DescribeKeyPairs: describeKeyPairs(ec2),
    DeleteKeyPair: deleteKeyPair(ec2),
    DescribeInstanceTypes: describeInstanceTypes(ec2),
    DescribeInstanceTypeOfferings: describeInstanceTypeOfferings(ec2),
    DescribeInstanceAttribute: describeInstanceAttribute(ec2),
    ModifyInstanceAttribute: modifyInstanceAttribute(ec2),
    ModifyInstanceMetadataOptions: modifyInstanceMetadataOptions(ec2),
    DescribeVolumes: describeVolumes(ec2),
    DescribeNetworkInterfaces: describeNetworkInterfaces(ec2),
    DescribeRegions: describeRegions(ec2),
    DescribeAccountAttributes: describeAccountAttributes(ec2),
    DeleteSecurityGroup: deleteSecurityGroup(ec2),
    GetConsoleOutput: getConsoleOutput(ec2),
    RunInstances: runInstances(ec2),
    TerminateInstances: terminateInstances(ec2),
    StopInstances: stopInstances(ec2),
    StartInstances: startInstances(ec2),
    DescribeInstances: describeInstances(ec2),
    DescribeInstanceStatus: describeInstanceStatus(ec2),
    CreateLaunchTemplate: createLaunchTemplate(ec2),
    DescribeLaunchTemplates: describeLaunchTemplates(ec2),
    ModifyLaunchTemplate: modifyLaunchTemplate(ec2),
    DeleteLaunchTemplate: deleteLaunchTemplate(ec2),
    CreateLaunchTemplateVersion: createLaunchTemplateVersion(ec2),
    DescribeLaunchTemplateVersions: describeLaunchTemplateVersions(ec2),
    DeleteLaunchTemplateVersions: deleteLaunchTemplateVersions(ec2),
    CreateTags: createResourceTags(ec2),
    DeleteTags: deleteResourceTags(ec2),
    DescribeTags: describeResourceTags(ec2),
    DescribeImages: describeImages(ec2),
    DescribeVpcs: describeVpcs(ec2),
    DescribeSubnets: describeSubnets(ec2),
    DescribeAvailabilityZones: describeAvailabilityZones(ec2),
    CreateSecurityGroup: createSecurityGroup(ec2),
    AuthorizeSecurityGroupIngress: authorizeSecurityGroupIngress(ec2),
    RevokeSecurityGroupIngress: revokeSecurityGroupIngress(ec2),
    DescribeSecurityGroups: describeSecurityGroups(ec2),
    DescribeSecurityGroupRules: describeSecurityGroupRules(ec2),
  });

const withDryRun = (operations: Readonly<Record<string, AnyOperation>>): Readonly<Record<string, AnyOperation>> =>
  Object.fromEntries(
    Object.entries(operations).map(([name, definition]) => [
      name,
      {
        ...definition,
        accepts: [...definition.accepts, "DryRun"],
        run: (input, call) => {
          if (input.DryRun === true)
            throw new AwsError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", {
              status: 412,
            });
          return definition.run(input, call);
        },
      },
    ]),
  );
