import type {
  RegisterTargetsCommandInput,
  RegisterTargetsCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { operation } from "../../../world/service.ts";
import type { Elbv2Context } from "../context.ts";
import { noTargetGroup } from "../errors.ts";
import { foundKnown } from "../known.ts";
import { needOn } from "../needs.ts";
import { registerAll, wantedTargets } from "../wanted-targets.ts";

/**
 * All of the instances, which must run, or none; one that is registered stays as it is.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RegisterTargets.html
 */
export const registerTargets = (context: Elbv2Context) =>
  operation<RegisterTargetsCommandInput, RegisterTargetsCommandOutput>({
    accepts: ["TargetGroupArn", "Targets"],
    needs: ({ TargetGroupArn }) => needOn(context, "RegisterTargets", [TargetGroupArn]),
    run({ TargetGroupArn = "", Targets }) {
      foundKnown(context, context.tables.targetGroups, TargetGroupArn, noTargetGroup);
      registerAll(context, TargetGroupArn, wantedTargets(Targets));
      return {};
    },
  });
