import { trailsArn } from "../arn.ts";
import { sayNothing, tellingTrail } from "../trails.ts";
import type { Found, Rule } from "./rule.ts";

/**
 * No CloudTrail trail logs the management events of this account and region that write, so nobody can know who changed a listener, a rule or a
 * group, and the inventory hears of it only in its next sweep. Once per installation, as soon as it has a registered environment.
 */
export const noTrail: Rule = ({ here, stages, trails }) => {
  if (trails === undefined || stages.size === 0 || tellingTrail(trails) !== undefined) return [];
  const found: Found = {
    resource: {
      ref: { type: "trails", arn: trailsArn(here) },
      facts: { name: `trails of ${here.region}`, tags: {} },
    },
    level: [...stages.values()].includes("live") ? "warning" : "info",
    threshold: "a trail that logs management events that write",
    found: `${sayNothing(trails)}: nobody can know who changes what Sarcelle moves, and such a change is seen at the next sweep only`,
  };
  return [found];
};
