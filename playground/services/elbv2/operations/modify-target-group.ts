import type {
  ModifyTargetGroupCommandInput,
  ModifyTargetGroupCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { operation } from "../../../world/service.ts";
import type { Elbv2Context } from "../context.ts";
import { noTargetGroup } from "../errors.ts";
import { checkHealthCheck, healthCheckMembers } from "../health-check-settings.ts";
import { foundKnown } from "../known.ts";
import { needOn } from "../needs.ts";
import { shownTargetGroup } from "../shown-target-group.ts";

/**
 * Changes the health check, from the next check of each target on; nothing else of a target group can change.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ModifyTargetGroup.html
 */
export const modifyTargetGroup = (context: Elbv2Context) =>
  operation<ModifyTargetGroupCommandInput, ModifyTargetGroupCommandOutput>({
    accepts: ["TargetGroupArn", ...healthCheckMembers],
    needs: ({ TargetGroupArn }) => needOn(context, "ModifyTargetGroup", [TargetGroupArn]),
    run({ TargetGroupArn: arn = "", ...input }) {
      const { tables } = context;
      const before = foundKnown(context, tables.targetGroups, arn, noTargetGroup);
      const record = { ...before, ...checkHealthCheck(before.Protocol, before, input) };
      tables.targetGroups.put(arn, record);
      return { TargetGroups: [shownTargetGroup(tables, record)] };
    },
  });
