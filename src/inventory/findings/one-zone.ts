import { strings } from "../attributes.ts";
import { type Found, isLive, type Rule } from "./rule.ts";

/** A group in one availability zone goes down with it. */
export const oneZone: Rule = (scene) =>
  scene.resources
    .filter(({ ref }) => ref.type === "auto-scaling-group")
    .flatMap((resource): readonly Found[] => {
      const [zone, ...others] = strings(resource.facts, "availabilityZones");
      if (zone === undefined || others.length > 0) return [];
      return [
        {
          resource,
          level: isLive(resource.facts.environment, scene) ? "warning" : "info",
          threshold: "2 availability zones",
          found: `all in ${zone}`,
        },
      ];
    });
