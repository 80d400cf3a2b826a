import type { Random } from "../world/random.ts";
import type { RoutedTarget, WeightedGroup } from "./data-plane.ts";

/** A target group by weighted chance, each request anew; undefined when every weight is 0. */
export const chooseGroup = (groups: readonly WeightedGroup[], random: Random): WeightedGroup | undefined => {
  const total = groups.reduce((sum, { weight }) => sum + weight, 0);
  let left = random() * total;
  return groups.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
};

/** The target whose turn it is: the `round_robin` algorithm, the default of application load balancers. */
export const chooseTarget = (targets: readonly RoutedTarget[], turn: number): RoutedTarget | undefined =>
  targets[turn % targets.length];
