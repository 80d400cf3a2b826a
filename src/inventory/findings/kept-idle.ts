import { costADay } from "../../deployment/cost.ts";
import { type Existing, launchedAt, text } from "../attributes.ts";
import { activeSides, productionOf, sideKey } from "../queries/traffic.ts";
import { type Found, inWords, type Rule } from "./rule.ts";

const runs = ({ ref, facts }: Existing): boolean =>
  ref.type === "instance" && ["pending", "running"].includes(text(facts, "state") ?? "");

/**
 * A side runs without traffic for longer than its environment keeps one (`keepIdle`), with what that costs a day. `sarcelle scaledown`
 * empties it; from then on it takes a deploy to go back. Counted from the last change of a production listener or from its oldest instance's launch, whichever is later.
 */
export const keptIdle: Rule = ({ resources, now, keepIdle }) => {
  const owned = resources.filter(({ facts }) => facts.environment !== undefined && facts.side !== undefined);
  const active = activeSides(resources);
  const hasTraffic = new Set([...active].map((key) => key.slice(0, key.lastIndexOf("/"))));
  const groups = new Map(
    owned.filter(({ ref }) => ref.type === "auto-scaling-group").map((group) => [sideKey(group), group]),
  );
  const fronts = Map.groupBy(productionOf(resources), ({ facts }) => facts.environment ?? "");
  return [...Map.groupBy(owned.filter(runs), sideKey)].flatMap(([key, instances]): readonly Found[] => {
    const resource = groups.get(key);
    const environment = resource?.facts.environment ?? "";
    const kept = keepIdle.get(environment);
    // Where no side is known to have traffic, none is idle.
    if (resource === undefined || kept === undefined || active.has(key) || !hasTraffic.has(environment)) return [];
    const pointed = (fronts.get(environment) ?? []).map(({ trueFrom }) => trueFrom);
    const since = Math.max(...pointed, Math.min(...instances.map(launchedAt)));
    if (now - since <= kept.milliseconds) return [];
    const types = instances.map(({ facts }) => text(facts, "instanceType") ?? "(unknown)");
    const cost = costADay(types, kept.hourlyPrices);
    return [
      {
        resource,
        level: "info",
        threshold: `no instance from ${inWords(kept.milliseconds)} after it lost the traffic or was launched`,
        found: `runs without traffic for ${inWords(now - since)}: ${cost}`,
      },
    ];
  });
};
