/** Where target groups keep their clients, an action that shares its traffic among several has to keep each with its group. */
import type { Action } from "@aws-sdk/client-elastic-load-balancing-v2";
import { invalidAction, invalidConfiguration } from "./errors.ts";
import { actionsOf, listenersUsing, type Tables } from "./tables.ts";

const isSticky = (tables: Tables, arn: string): boolean =>
  tables.attributes.get(arn)?.["stickiness.enabled"] === "true";

/** The target groups of the actions that share traffic among several without keeping a client with one of them. */
const sharedAnew = (actions: readonly Action[]): readonly string[] =>
  actions.flatMap(({ ForwardConfig }) => {
    const groups = ForwardConfig?.TargetGroups ?? [];
    const keeps = groups.length < 2 || ForwardConfig?.TargetGroupStickinessConfig?.Enabled === true;
    return keeps ? [] : groups.map(({ TargetGroupArn = "" }) => TargetGroupArn);
  });

/**
 * "If you have a forward action with multiple target groups, and sticky sessions are enabled for one or more of the target groups, you must
 * enable stickiness at the target group level." The words are AWS's, as users report them; whether a weight of 0 counts is not documented: it does.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/sticky-sessions.html
 */
export const checkStickyGroups = (tables: Tables, actions: readonly Action[]): void => {
  if (sharedAnew(actions).some((arn) => isSticky(tables, arn)))
    throw invalidAction(
      "You must enable group stickiness on a rule if you enabled target stickiness on one of its target groups",
    );
};

/** The same from the other end. https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/2734 */
export const checkMayStick = (tables: Tables, arn: string): void => {
  const isShared = listenersUsing(tables, arn).some((listener) =>
    actionsOf(tables, listener).some((actions) => sharedAnew(actions).includes(arn)),
  );
  if (isShared)
    throw invalidConfiguration(
      `This target group appears behind a rule with group stickiness disabled (${arn}). You must enable group stickiness before enabling target stickiness`,
    );
};
