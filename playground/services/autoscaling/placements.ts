/** Where instances go. */
import type { Group, GroupMember, GroupSubnet } from "./records.ts";

/** Of these subnets, the one in the zone with the fewest instances, and within it with the fewest itself. */
const emptiest = (subnets: readonly [GroupSubnet, ...GroupSubnet[]], taken: readonly GroupSubnet[]): GroupSubnet => {
  const load = (subnet: GroupSubnet) =>
    taken.filter((one) => one.zone === subnet.zone).length * 1_000_000 +
    taken.filter((one) => one.id === subnet.id).length;
  return subnets.reduce((best, subnet) => (load(subnet) < load(best) ? subnet : best));
};

/** A group may be told to have two billion instances, of which EC2 will launch what the quota allows; the rest is for the next look. */
const mostAtOnce = 200;

/** Where the next `count` instances go, one after the other; of very many, the first. */
export const placements = (
  subnets: readonly GroupSubnet[],
  taken: readonly GroupSubnet[],
  count: number,
): readonly GroupSubnet[] => {
  const [first, ...rest] = subnets;
  const placed: GroupSubnet[] = [];
  if (first === undefined) return placed;
  while (placed.length < Math.min(count, mostAtOnce)) placed.push(emptiest([first, ...rest], [...taken, ...placed]));
  return placed;
};

/** Which of the instances that are ready go into service next, so that the zones stay in balance; the first of those that stand alike. */
export const drawn = (
  ready: readonly GroupMember[],
  taken: readonly GroupSubnet[],
  count: number,
): readonly GroupMember[] => {
  const [first, ...rest] = ready.map(({ subnet }) => subnet);
  if (count <= 0 || first === undefined) return [];
  const next = emptiest([first, ...rest], taken);
  const member = ready.find(({ subnet }) => subnet.id === next.id);
  if (member === undefined) return [];
  const left = ready.filter((one) => one !== member);
  return [member, ...drawn(left, [...taken, next], count - 1)];
};

/** Where launches do not fail; everywhere if they fail in all zones. */
export const launchable = ({ subnets, failedZones }: Group): readonly GroupSubnet[] => {
  const others = subnets.filter(({ zone }) => !failedZones.includes(zone));
  return others.length > 0 ? others : subnets;
};
