import type {
  DeleteTargetGroupCommandInput,
  DeleteTargetGroupCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { Elbv2Context } from "../context.ts";
import { needOn } from "../needs.ts";
import { listenersUsing } from "../tables.ts";
import { forgetTargets } from "../targets.ts";

/**
 * Takes a target group away with its registrations, unless a listener or rule uses it, or did a moment ago.
 * The model lists no error for a target group that does not exist: deleting it again succeeds.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteTargetGroup.html
 */
export const deleteTargetGroup = (context: Elbv2Context) =>
  operation<DeleteTargetGroupCommandInput, DeleteTargetGroupCommandOutput>({
    accepts: ["TargetGroupArn"],
    needs: ({ TargetGroupArn }) => needOn(context, "DeleteTargetGroup", [TargetGroupArn]),
    run({ TargetGroupArn: arn = "" }) {
      const { tables, lingering } = context;
      if (listenersUsing(tables, arn).length > 0 || lingering.has(arn)) {
        throw new AwsError(
          "ResourceInUseException",
          `Target group '${arn}' is currently in use by a listener or a rule`,
        );
      }
      forgetTargets(context, arn);
      for (const table of [tables.targetGroups, tables.attributes, tables.tags]) table.remove(arn);
      return {};
    },
  });
