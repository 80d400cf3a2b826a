import { protectionLine } from "../../deployment/deletion-protection.ts";
import { parentArn } from "../arn.ts";
import { productionOf } from "../queries/traffic.ts";
import { type Found, isLive, type Rule } from "./rule.ts";

/** A load balancer that a live environment stands behind can be deleted by one call. */
export const noDeletionProtection: Rule = (scene) => {
  // One that several environments share is nobody's by itself: its listeners and rules say whose traffic it carries.
  const users = Map.groupBy(
    productionOf(scene.resources).filter(({ facts }) => isLive(facts.environment, scene)),
    ({ ref }) => (ref.type === "listener-rule" ? parentArn(parentArn(ref.arn)) : parentArn(ref.arn)),
  );
  return scene.resources
    .filter(({ ref, facts }) => ref.type === "load-balancer" && facts.details.deletionProtection === false)
    .flatMap((resource): readonly Found[] => {
      const own = isLive(resource.facts.environment, scene) ? resource.facts.environment : undefined;
      const environment = own ?? users.get(resource.ref.arn)?.[0]?.facts.environment;
      if (environment === undefined) return [];
      return [
        {
          resource,
          environment,
          level: "warning",
          threshold: "deletion protection of every load balancer with live traffic",
          found: `deletion_protection.enabled is false; with '${protectionLine}' in the environment's file an upgrade switches it on`,
        },
      ];
    });
};
