import { isAlive, launchedAt, text } from "../attributes.ts";
import { type Found, inWords, type Rule } from "./rule.ts";

/** An instance that belongs to no environment: forgotten, or launched by somebody who should not. */
export const nobodysInstance: Rule = ({ resources, now, thresholds }) =>
  resources
    .filter((resource) => resource.ref.type === "instance" && isAlive(resource))
    .filter(({ facts }) => facts.environment === undefined)
    .filter((instance) => now - launchedAt(instance) > thresholds.unownedMilliseconds)
    .map((resource): Found => {
      const { facts } = resource;
      const group = text(facts, "group");
      const what = [facts.name, text(facts, "instanceType"), group && `in group ${group}`].filter(Boolean).join(", ");
      return {
        resource,
        level: "info",
        threshold: `an environment, at the latest ${inWords(thresholds.unownedMilliseconds)} after the launch`,
        found: `nobody's: ${what}`,
      };
    });
