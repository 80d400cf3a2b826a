import type {
  DescribeTargetGroupAttributesCommandInput,
  DescribeTargetGroupAttributesCommandOutput,
  ModifyTargetGroupAttributesCommandInput,
  ModifyTargetGroupAttributesCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { operation } from "../../../world/service.ts";
import { listAttributes, targetGroupAttributes } from "../attributes.ts";
import { changeAttributes } from "../change-attributes.ts";
import type { Elbv2Context } from "../context.ts";
import { found, noTargetGroup } from "../errors.ts";
import { foundKnown } from "../known.ts";
import { needOn } from "../needs.ts";
import { rerouteGroup } from "../routing.ts";
import { checkMayStick } from "../sticky-groups.ts";

/**
 * All attributes, with the values that they have by default or were given.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetGroupAttributes.html
 */
export const describeTargetGroupAttributes = ({ tables }: Elbv2Context) =>
  operation<DescribeTargetGroupAttributesCommandInput, DescribeTargetGroupAttributesCommandOutput>({
    accepts: ["TargetGroupArn"],
    run({ TargetGroupArn: arn = "" }) {
      found(tables.targetGroups.seen(arn), noTargetGroup);
      return { Attributes: listAttributes(tables.attributes.seen(arn) ?? {}) };
    },
  });

/**
 * Changes the attributes that are named, and answers them all.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ModifyTargetGroupAttributes.html
 */
export const modifyTargetGroupAttributes = (context: Elbv2Context) =>
  operation<ModifyTargetGroupAttributesCommandInput, ModifyTargetGroupAttributesCommandOutput>({
    accepts: ["TargetGroupArn", "Attributes"],
    needs: ({ TargetGroupArn }) => needOn(context, "ModifyTargetGroupAttributes", [TargetGroupArn]),
    run({ TargetGroupArn: arn = "", Attributes = [] }) {
      const { tables } = context;
      const { Protocol } = foundKnown(context, tables.targetGroups, arn, noTargetGroup);
      if (Attributes.some(({ Key, Value }) => Key === "stickiness.enabled" && Value === "true"))
        checkMayStick(tables, arn);
      const changed = changeAttributes(tables, arn, targetGroupAttributes(Protocol), Attributes, "Target group");
      rerouteGroup(context, arn);
      return { Attributes: changed };
    },
  });
