import type {
  DescribeListenerAttributesCommandInput,
  DescribeListenerAttributesCommandOutput,
  ModifyListenerAttributesCommandInput,
  ModifyListenerAttributesCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { operation } from "../../../world/service.ts";
import { listAttributes, listenerAttributes } from "../attributes.ts";
import { changeAttributes } from "../change-attributes.ts";
import type { Elbv2Context } from "../context.ts";
import { found, noListener } from "../errors.ts";
import { foundKnown } from "../known.ts";
import { needOn } from "../needs.ts";
import { rerouteListener } from "../routing.ts";

/**
 * All attributes, with the values that they have by default or were given.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeListenerAttributes.html
 */
export const describeListenerAttributes = ({ tables }: Elbv2Context) =>
  operation<DescribeListenerAttributesCommandInput, DescribeListenerAttributesCommandOutput>({
    accepts: ["ListenerArn"],
    run({ ListenerArn: arn = "" }) {
      found(tables.listeners.seen(arn), noListener);
      return { Attributes: listAttributes(tables.attributes.seen(arn) ?? {}) };
    },
  });

/**
 * Changes the attributes that are named, and answers them all.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ModifyListenerAttributes.html
 */
export const modifyListenerAttributes = (context: Elbv2Context) =>
  operation<ModifyListenerAttributesCommandInput, ModifyListenerAttributesCommandOutput>({
    accepts: ["ListenerArn", "Attributes"],
    needs: ({ ListenerArn }) => needOn(context, "ModifyListenerAttributes", [ListenerArn]),
    run({ ListenerArn: arn = "", Attributes = [] }) {
      const { tables } = context;
      const listener = foundKnown(context, tables.listeners, arn, noListener);
      const rules = listenerAttributes(listener.Protocol);
      const changed = changeAttributes(tables, arn, rules, Attributes, "Listener");
      rerouteListener(context, listener);
      return { Attributes: changed };
    },
  });
