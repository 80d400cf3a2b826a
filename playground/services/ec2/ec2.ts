import type {
  Fleet,
  InstanceLauncher,
  InstanceProfiles,
  LaunchFaults,
  SecurityGroupUsers,
} from "../../world/neighbours.ts";
import type { Records } from "../../world/records.ts";
import type { Service, Surroundings } from "../../world/service.ts";
import { createClientTokens } from "./client-tokens.ts";
import type { Ec2Context } from "./context.ts";
import { fleetOf } from "./fleet.ts";
import { createInstanceLifecycle, type LastReport } from "./instance-lifecycle.ts";
import { noInstanceProfiles, nothingLacks } from "./launch-refusals.ts";
import { ec2Operations } from "./operations.ts";
import { createResources, type Instance, type Tagged } from "./resources.ts";
import { createSetup, type Setup } from "./setup.ts";
import { createTagging } from "./tagging.ts";

/** The instances, for people: where each serves, its process, and the last of what it printed. */
export interface Machines {
  machines(): readonly (Pick<Instance, "id" | "state" | "imageId" | "privateIpAddress"> & Partial<LastReport>)[];
}

/** EC2: instances, launch templates, and as much of the network and of images as they need. */
export const createEc2 = (
  surroundings: Surroundings,
  {
    launcher,
    bootSeconds = 15,
    network = "172.31",
    launchFaults = nothingLacks,
    instanceProfiles = noInstanceProfiles,
    securityGroupUsers = { usesSecurityGroup: () => false },
  }: {
    readonly launcher: InstanceLauncher;
    readonly bootSeconds?: number;
    /** The first two numbers of the default VPC's addresses; AWS's own, unless said. */
    readonly network?: string;
    readonly launchFaults?: LaunchFaults;
    readonly instanceProfiles?: InstanceProfiles;
    readonly securityGroupUsers?: SecurityGroupUsers;
  },
): Service & Fleet & Setup & Machines => {
  const resources = createResources(surroundings);
  const tagging = createTagging(surroundings, resources);
  const supply = { launchFaults, instanceProfiles };
  const lifecycle = createInstanceLifecycle({ surroundings, resources, tagging, launcher, ...supply });
  const ec2: Ec2Context = {
    surroundings,
    resources,
    tagging,
    securityGroupUsers,
    lifecycle,
    ...supply,
    registeredBootSeconds: bootSeconds,
    clientTokens: createClientTokens(),
    highestVersions: new Map(),
  };
  return {
    name: "ec2",
    operations: ec2Operations(ec2),
    state: () =>
      Object.fromEntries(
        Object.entries(resources).map(([type, records]: [string, Records<Tagged>]) => [
          type,
          Object.fromEntries(records.values().map((record) => [record.id, record])),
        ]),
      ),
    stop: lifecycle.shutDown,
    machines: () =>
      resources.instance.values().map((instance) => ({
        id: instance.id,
        state: instance.state,
        imageId: instance.imageId,
        privateIpAddress: instance.privateIpAddress,
        ...lifecycle.report(instance.id),
      })),
    ...fleetOf(ec2),
    ...createSetup(ec2, bootSeconds, network),
  };
};
