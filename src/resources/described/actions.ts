/** The actions of listeners and rules in one normal form, so that equal settings are equal values. */
import type { Action } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Json, ResourceRef } from "../../changes/change.ts";
import { targetGroupsIn } from "./ids.ts";
import { asInput, isRecord, type Plain, plain } from "./plain.ts";

/** AWS describes one target group in two ways at once and may leave out the weight; the general form says it all. */
const forwardConfig = ({ TargetGroupArn, ForwardConfig }: Plain<Action>) => {
  const groups = ForwardConfig?.TargetGroups ?? [{ TargetGroupArn }];
  const stickiness = ForwardConfig?.TargetGroupStickinessConfig;
  return {
    TargetGroups: groups.map((group) => ({ TargetGroupArn: group.TargetGroupArn ?? "", Weight: group.Weight ?? 1 })),
    // Stickiness that is off has a duration that means nothing, and network load balancers take none.
    ...(stickiness?.Enabled === true ? { TargetGroupStickinessConfig: stickiness } : {}),
  };
};

const normaliseAction = (action: Plain<Action>, only: boolean): Json => {
  const { TargetGroupArn: _arn, ForwardConfig: _config, Order, AuthenticateOidcConfig: oidc, ...rest } = action;
  // Neither is ever described; both may be in what a caller is about to send.
  const { ClientSecret: _secret, UseExistingClientSecret: _existing, ...openId } = oidc ?? {};
  return {
    ...rest,
    ...(oidc === undefined ? {} : { AuthenticateOidcConfig: openId }),
    ...(action.Type === "forward" ? { ForwardConfig: forwardConfig(action) } : {}),
    // The order of one action means nothing.
    ...(only || Order === undefined ? {} : { Order }),
  } as Json;
};

/** The actions in the order in which they run, forwards in their general form (`ForwardConfig`), without secrets. */
export const normaliseActions = (actions: readonly Action[] | readonly Plain<Action>[]): readonly Json[] =>
  plain<readonly (Action | Plain<Action>)[]>(actions)
    .toSorted((a, b) => (a.Order ?? 0) - (b.Order ?? 0))
    .map((action) => normaliseAction(action, actions.length === 1));

/** The same settings whatever order a forward names its target groups in. */
export const comparableActions = (actions: Json | undefined): Json => {
  if (!Array.isArray(actions)) return actions ?? null;
  return (actions as readonly Json[]).map((action) => {
    if (!isRecord(action) || !isRecord(action.ForwardConfig)) return action;
    const groups = (action.ForwardConfig.TargetGroups ?? []) as readonly { TargetGroupArn: string; Weight: number }[];
    const byArn = groups.toSorted((a, b) => (a.TargetGroupArn < b.TargetGroupArn ? -1 : 1));
    return { ...action, ForwardConfig: { ...action.ForwardConfig, TargetGroups: byArn } };
  });
};

/** The target groups that normalised actions forward to. */
export const targetGroupsOf = (actions: Json | undefined): readonly ResourceRef[] =>
  asInput<readonly Action[]>(actions ?? [])
    .flatMap(({ ForwardConfig }) => ForwardConfig?.TargetGroups ?? [])
    .flatMap(({ TargetGroupArn = "" }) => targetGroupsIn(TargetGroupArn));

/**
 * Normalised actions as ModifyListener and ModifyRule take them. AWS never describes the secret of an OpenID Connect action, and
 * keeps it only if asked to.
 */
export const sendableActions = (actions: Json | undefined): Action[] =>
  asInput<readonly Action[]>(actions ?? []).map((action) =>
    action.AuthenticateOidcConfig === undefined
      ? action
      : { ...action, AuthenticateOidcConfig: { ...action.AuthenticateOidcConfig, UseExistingClientSecret: true } },
  );
