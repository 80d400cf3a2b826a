/** Whether what a deploy launches finds room: vCPUs of the account's quota, and addresses of the group's subnets; pure. */
import { plural } from "../../src/deployment/gates.ts";
import { doubtful, type Symptom, unclear, well, wrong } from "./diagnosis.ts";

/** What a deploy launches at once: as many as the larger side runs, less those of the other one, which go before. */
export interface Launching {
  readonly instances: number;
  /** That an instance may be of; none where the group asks for attributes of instances. */
  readonly types: readonly string[];
  /** Whether some of them may be spot instances, which count against another quota. */
  readonly someSpot: boolean;
}

/** Of the quota of vCPUs for on-demand instances of the standard families. */
export interface VcpuRoom {
  readonly used: number;
  readonly limit: number;
  /** By instance type. */
  readonly vcpus: ReadonlyMap<string, number>;
}

/** What a subnet of the group has left. */
export interface SubnetRoom {
  readonly id: string;
  readonly zone: string;
  readonly free: number;
}

/** A, C, D, H, I, M, R, T and Z; others have quotas of their own. https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html */
export const isStandard = (type: string): boolean => /^(a|c|d|h|i|im|is|m|r|t|z)\d/.test(type);

const largest = ({ types }: Launching, { vcpus }: VcpuRoom): number =>
  Math.max(0, ...types.map((type) => vcpus.get(type) ?? 0));

/** Says how many vCPUs are used, may be, and a deploy would use more. */
export const vcpusFound = (launching: Launching, room: VcpuRoom): Symptom => {
  const { instances, types, someSpot } = launching;
  const { used, limit } = room;
  const quota = `${used} of at most ${limit} vCPUs of on-demand standard instances are used`;
  if (types.length === 0 || !types.every((type) => isStandard(type) && room.vcpus.has(type)))
    return unclear(
      `${quota}; what a deploy needs (${types.join(", ") || "by attributes"}) is not known, or counts elsewhere.`,
    );
  const needed = instances * largest(launching, room);
  const says = `${quota}, and a deploy needs ${needed} more: ${plural(instances, "instance")} of ${types.join(" or ")}.`;
  if (used + needed <= limit) return well(says);
  const todo = "Have the quota raised (Service Quotas, L-1216C47A), or end what nobody needs.";
  return someSpot
    ? doubtful(`${says} Some may be spot instances, which are not counted here.`, todo)
    : wrong(says, todo);
};

/** Says how many addresses are left where instances are launched: in all of the subnets, and in each of its even part. */
export const addressesFound = (
  { instances }: Pick<Launching, "instances">,
  subnets: readonly SubnetRoom[],
): Symptom => {
  if (subnets.length === 0) return unclear("The group says no subnets.");
  const free = subnets.reduce((sum, each) => sum + each.free, 0);
  const says = `${free} addresses are free in ${plural(subnets.length, "subnet")}, and a deploy needs ${instances}`;
  const todo = "Add a subnet to both groups, or free addresses in these.";
  if (free < instances) return wrong(`${says}.`, todo);
  const part = Math.ceil(instances / subnets.length);
  const tight = subnets.filter((each) => each.free < part);
  return tight.length === 0
    ? well(`${says}.`)
    : doubtful(
        `${says}, but ${tight.map(({ id, zone, free: left }) => `${id} (${zone}) has ${left}`).join(", ")}: fewer than its even part of ${part}.`,
        todo,
      );
};
