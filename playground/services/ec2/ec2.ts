import { AwsError } from "../../world/aws-error.ts";
import type { Fleet, InstanceLauncher } from "../../world/neighbours.ts";
import { uuid } from "../../world/random.ts";
import type { Records } from "../../world/records.ts";
import type { AnyOperation, Service, Surroundings } from "../../world/service.ts";
import { createClientTokens } from "./client-tokens.ts";
import type { Ec2 } from "./context.ts";
import { describeInstancesOperations } from "./describe-instances.ts";
import { imageOperations } from "./images.ts";
import { createInstanceLifecycle } from "./instance-lifecycle.ts";
import { findImage } from "./instance-plan.ts";
import { instanceTags } from "./launch-parameters.ts";
import { findTemplate, findVersion } from "./launch-template-lookup.ts";
import { launchTemplateVersionOperations } from "./launch-template-versions.ts";
import { launchTemplateOperations } from "./launch-templates.ts";
import { networkOperations } from "./network.ts";
import { createResources, type Tagged } from "./resources.ts";
import { runInstancesOperations } from "./run-instances.ts";
import { securityGroupOperations } from "./security-groups.ts";
import { createSetup, type Setup } from "./setup.ts";
import { createTagging } from "./tagging.ts";
import { tagOperations } from "./tags.ts";

/** EC2: instances, launch templates, and as much of the network and of images as they need. */
export const createEc2 = (
  surroundings: Surroundings,
  { launcher, bootSeconds = 15 }: { readonly launcher: InstanceLauncher; readonly bootSeconds?: number },
): Service & Fleet & Setup => {
  const resources = createResources(surroundings);
  const ec2: Ec2 = {
    surroundings,
    resources,
    tagging: createTagging(surroundings, resources),
    clientTokens: createClientTokens(),
  };
  const lifecycle = createInstanceLifecycle(ec2, launcher);
  const setup = createSetup(ec2, bootSeconds);

  const templateVersion = (template: { readonly id?: string; readonly name?: string; readonly version?: string }) => {
    const found = findTemplate(resources["launch-template"].values(), {
      LaunchTemplateId: template.id,
      // Auto Scaling remembers both; the id is the one that cannot come to mean another template.
      LaunchTemplateName: template.id === undefined ? template.name : undefined,
    });
    return { template: found, version: findVersion(found, template.version ?? "$Default") };
  };

  return {
    name: "ec2",
    operations: withDryRun({
      ...runInstancesOperations(ec2, lifecycle),
      ...describeInstancesOperations(ec2),
      ...launchTemplateOperations(ec2),
      ...launchTemplateVersionOperations(ec2),
      ...tagOperations(ec2),
      ...imageOperations(ec2),
      ...networkOperations(ec2),
      ...securityGroupOperations(ec2),
    }),
    state: () =>
      Object.fromEntries(
        Object.entries(resources).map(([type, records]: [string, Records<Tagged>]) => [
          type,
          Object.fromEntries(records.values().map((record) => [record.id, record])),
        ]),
      ),
    stop: lifecycle.shutDown,

    launch({ launchTemplate, subnet, tags }) {
      const { template, version } = templateVersion(launchTemplate);
      const [instance] = lifecycle.launch({
        parameters: version.data,
        launchTemplate: { id: template.id, name: template.name, version: String(version.number) },
        subnetId: subnet,
        // "If you specify a tag with the same key in the launch template and the group, the group's value is used."
        tags: { ...instanceTags(version.data), ...tags },
        count: 1,
        clientToken: uuid(surroundings.random),
      });
      if (instance === undefined) throw new AwsError("InternalError", "Nothing was launched.", { status: 500 });
      return instance.id;
    },
    terminate: lifecycle.terminate,
    instance: (id) => resources.instance.get(id),
    address: (id, port) => lifecycle.running(id)?.address(port),
    resolveLaunchTemplate(reference) {
      try {
        const { template, version } = templateVersion(reference);
        findImage(resources, version.data);
        return { id: template.id, name: template.name, version: String(version.number) };
      } catch (error) {
        throw error instanceof AwsError
          ? new AwsError("ValidationError", `You must use a valid fully-formed launch template. ${error.message}`)
          : error;
      }
    },
    zoneOf: (subnet) => resources.subnet.get(subnet)?.availabilityZone,
    vpcOf: (subnet) => resources.subnet.get(subnet)?.vpcId,
    onStateChange: lifecycle.onStateChange,

    ...setup,
  };
};

/** Lets every operation take `DryRun`: whoever gets this far is allowed to. */
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
