import { AwsError } from "../../world/aws-error.ts";
import type { Fleet } from "../../world/neighbours.ts";
import { uuid } from "../../world/random.ts";
import type { Ec2Context } from "./context.ts";
import { findImage } from "./instance-plan.ts";
import { instanceTags } from "./launch-parameters.ts";
import { findTemplate, findVersion } from "./launch-template-lookup.ts";

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

const launchOne = (ec2: Ec2Context, { launchTemplate, subnet, tags }: Parameters<Fleet["launch"]>[0]): string => {
  const { template, version } = templateVersion(ec2, launchTemplate);
  const [instance] = ec2.lifecycle.launch({
    parameters: version.data,
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

/** EC2 as Auto Scaling and load balancing ask it, behind the API. */
export const fleetOf = (ec2: Ec2Context): Fleet => {
  const { resources, lifecycle } = ec2;
  return {
    launch: (request) => launchOne(ec2, request),
    terminate: lifecycle.terminate,
    instance: (id) => resources.instance.get(id),
    address: (id, port) => lifecycle.running(id)?.address(port),
    resolveLaunchTemplate(reference) {
      try {
        const { template, version } = templateVersion(ec2, reference);
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
  };
};
