import { forwardsTo, targetsOf } from "../attributes.ts";
import { productionOf } from "../queries/traffic.ts";
import { type Found, isLive, type Rule } from "./rule.ts";

/**
 * A production listener, or a rule of one, forwards to a target group without a healthy target. An Application Load Balancer then
 * answers 503 if there is no target at all, and else tries all targets, unhealthy as they are.
 */
export const noHealthyTarget: Rule = (scene) => {
  const targetGroups = new Map(
    scene.resources.filter(({ ref }) => ref.type === "target-group").map((group) => [group.ref.arn, group]),
  );
  return productionOf(scene.resources).flatMap((resource): readonly Found[] => {
    const empty = forwardsTo(resource)
      .flatMap((arn) => targetGroups.get(arn) ?? [])
      .filter((group) => ![...targetsOf(group).values()].includes("healthy"));
    const [first] = empty;
    if (first === undefined) return [];
    const environment = resource.facts.environment ?? first.facts.environment;
    const groups = empty.map((group) => {
      const states = [...Map.groupBy(targetsOf(group).values(), (state) => state)];
      const counts = states.map(([state, all]) => `${all.length} ${state}`).join(", ");
      return `${group.facts.name} (${counts === "" ? "no targets" : counts})`;
    });
    return [
      {
        resource,
        ...(environment === undefined ? {} : { environment }),
        level: isLive(environment, scene) ? "critical" : "warning",
        threshold: "1 healthy target in each target group with traffic",
        found: `forwards to ${groups.join(" and ")}`,
      },
    ];
  });
};
