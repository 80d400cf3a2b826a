/** The rules of an environment's production listeners, and whether a preview's have room beside them. */
import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { State } from "../changes/change.ts";
import type { Environment } from "../deployment/environment.ts";
import {
  type ListenerRules,
  listenerArnOf,
  opensPreview,
  previewRules,
  type RuleView,
} from "../deployment/previews.ts";
import type { Request } from "../deployment/request.ts";
import { refuseBeyondLimits } from "../deployment/upgrade/limits.ts";
import type { View } from "../deployment/view.ts";
import { normaliseConditions } from "../resources/described/conditions.ts";
import { plain } from "../resources/described/plain.ts";
import { describeListeners, describeRules } from "./load-balancer.ts";
import { loadBalancingLimits } from "./room.ts";

const rulesOf = async (client: ElasticLoadBalancingV2Client, listenerArn: string): Promise<ListenerRules> => {
  const described = await describeRules(client, listenerArn);
  const rules = described
    .filter(({ IsDefault }) => IsDefault !== true)
    .map(({ RuleArn = "", Priority, Conditions, Transforms }): RuleView => {
      const transforms = Transforms?.length ? { transforms: plain(Transforms) as unknown as State[string] } : {};
      return { arn: RuleArn, priority: Number(Priority), conditions: normaliseConditions(Conditions), ...transforms };
    });
  return { listenerArn, rules };
};

/** The rules of the production listeners, their default ones excepted. */
export const rulesOfListeners = (
  client: ElasticLoadBalancingV2Client,
  { listeners }: View,
): Promise<readonly ListenerRules[]> =>
  Promise.all([...new Set(listeners.map(listenerArnOf))].map((arn) => rulesOf(client, arn)));

/**
 * Whether the action opens a preview. Throws `CannotPreview` if there cannot be one, `BeyondLimit` if the load balancer has no room for its rules.
 */
export const requirePreview = async (
  client: ElasticLoadBalancingV2Client,
  request: Request,
  environment: Environment,
  view: View,
): Promise<boolean> => {
  const previewing = { environment, view, deployment: request };
  if (!opensPreview(previewing)) return false;
  const all = await describeListeners(client, view.loadBalancer.arn);
  const rules = await Promise.all(all.map(({ ListenerArn = "" }) => rulesOf(client, ListenerArn)));
  const changes = previewRules(previewing, rules);
  const limit = (await loadBalancingLimits({ loadBalancing: client })).get("rules-per-application-load-balancer");
  const used = rules.reduce((sum, each) => sum + each.rules.length, 0);
  const room = {
    kind: "preview-rule",
    where: `Load balancer '${environment.loadBalancer}'`,
    things: "rules",
    used,
  } as const;
  if (limit !== undefined) refuseBeyondLimits(changes, [{ ...room, limit }], "the preview");
  return true;
};
