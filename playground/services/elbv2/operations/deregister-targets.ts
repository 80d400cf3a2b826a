import type {
  DeregisterTargetsCommandInput,
  DeregisterTargetsCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { operation } from "../../../world/service.ts";
import type { Elbv2Context } from "../context.ts";
import { noTargetGroup } from "../errors.ts";
import { foundKnown } from "../known.ts";
import { needOn } from "../needs.ts";
import { deregisterTarget } from "../targets.ts";
import { wantedTargets } from "../wanted-targets.ts";

/**
 * Begins to drain targets. "If the specified target does not exist, the action returns successfully."
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeregisterTargets.html
 */
export const deregisterTargets = (context: Elbv2Context) =>
  operation<DeregisterTargetsCommandInput, DeregisterTargetsCommandOutput>({
    accepts: ["TargetGroupArn", "Targets"],
    needs: ({ TargetGroupArn }) => needOn(context, "DeregisterTargets", [TargetGroupArn]),
    run({ TargetGroupArn = "", Targets }) {
      const group = foundKnown(context, context.tables.targetGroups, TargetGroupArn, noTargetGroup);
      for (const { instance, port } of wantedTargets(Targets)) {
        deregisterTarget(context, TargetGroupArn, instance, port ?? group.Port);
      }
      return {};
    },
  });
