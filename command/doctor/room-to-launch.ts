/** Looks whether what a deploy of an environment launches finds room. */
import { freeAddresses, onDemandTypes, vcpuQuota, vcpusOf } from "../../src/aws/launch-room.ts";
import { groupsNamed } from "../../src/aws/observe.ts";
import { instancesIn } from "../../src/deployment/capacity.ts";
import type { Live } from "../../src/deployment/upgrade/live.ts";
import { greenGroup } from "../../src/deployment/upgrade/twin-group.ts";
import type { DoctorsClients } from "./clients.ts";
import type { Symptom } from "./diagnosis.ts";
import { addressesFound, isStandard, type Launching, vcpusFound } from "./launching.ts";

const typesOf = ({ group, launchTemplate }: Live): readonly string[] => {
  const overrides = group.MixedInstancesPolicy?.LaunchTemplate?.Overrides ?? [];
  if (overrides.length > 0) return overrides.flatMap(({ InstanceType }) => InstanceType ?? []);
  const type = launchTemplate.version.LaunchTemplateData?.InstanceType;
  return type === undefined ? [] : [type];
};

const launchedBy = async ({ autoScaling }: DoctorsClients, live: Live): Promise<Launching> => {
  const name = live.group.AutoScalingGroupName ?? "";
  const [larger, other] = (await groupsNamed(autoScaling, [name, greenGroup(name)])).toSorted(
    (a, b) => b.desired - a.desired,
  );
  const wanted = larger === undefined ? 0 : instancesIn(larger.desired, larger);
  return {
    instances: Math.max(0, wanted - (other?.instances.length ?? 0)),
    types: [...new Set(typesOf(live))],
    someSpot: live.group.MixedInstancesPolicy !== undefined,
  };
};

const standardUse = async ({ ec2, quotas }: DoctorsClients, types: readonly string[]) => {
  const running = (await onDemandTypes(ec2)).filter(isStandard);
  const vcpus = await vcpusOf(ec2, [...new Set([...running, ...types])]);
  const used = running.reduce((sum, type) => sum + (vcpus.get(type) ?? 0), 0);
  return { used, limit: await vcpuQuota(quotas), vcpus };
};

/** The looks, each by what it is at. */
export const looksForRoom = (
  clients: DoctorsClients,
  live: Live,
): Readonly<Record<string, () => Promise<readonly Symptom[]>>> => ({
  addresses: async () => {
    const subnets = (live.group.VPCZoneIdentifier ?? "").split(",").filter((id) => id !== "");
    return [addressesFound(await launchedBy(clients, live), await freeAddresses(clients.ec2, subnets))];
  },
  vCPUs: async () => {
    const launching = await launchedBy(clients, live);
    return [vcpusFound(launching, await standardUse(clients, launching.types))];
  },
});
