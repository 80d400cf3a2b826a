import type { Random } from "../world/random.ts";
import type { FlowForward, FlowGroup, RoutedTarget } from "./data-plane.ts";

/** Where a new connection goes: AWS hashes what tells it from others, its source port among them, which is as good as chance. */
export const chooseFlow = (
  { nodes }: FlowForward,
  random: Random,
): { readonly group: FlowGroup; readonly target: RoutedTarget } | undefined => {
  const pick = <T>(among: readonly T[]): T | undefined => among[Math.floor(random() * among.length)];
  const groups = pick(nodes)?.groups ?? [];
  let left = random() * groups.reduce((sum, { weight }) => sum + weight, 0);
  const group = groups.find(({ weight }) => {
    left -= weight;
    return left < 0;
  })?.group;
  const target = group && pick(group.targets);
  return target && { group, target };
};
