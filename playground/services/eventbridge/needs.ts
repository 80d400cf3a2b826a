import type { Need } from "../../world/service.ts";
import type { EventBridgeContext } from "./context.ts";

/** What an action on the rule of a name needs, as the rule is tagged now. */
export const ruleNeed = (
  { bus, rules }: EventBridgeContext,
  action: string,
  name = "",
  more: Partial<Need> = {},
): Need => ({
  action: `events:${action}`,
  resource: bus.ruleArn(name),
  tags: rules.get(name)?.tags ?? {},
  ...more,
});

/** What an action on the rule or the bus with an ARN needs. */
export const taggedNeed = (
  { bus, busTags, rules }: EventBridgeContext,
  action: string,
  resource = "*",
  more: Partial<Need> = {},
): Need => ({
  action: `events:${action}`,
  resource,
  tags:
    resource === bus.arn
      ? Object.fromEntries(busTags)
      : (rules.values().find(({ arn }) => arn === resource)?.tags ?? {}),
  ...more,
});
