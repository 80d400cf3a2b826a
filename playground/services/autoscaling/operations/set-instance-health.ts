import type { SetInstanceHealthCommandInput, SetInstanceHealthCommandOutput } from "@aws-sdk/client-auto-scaling";
import { operation } from "../../../world/service.ts";
import { validationError } from "../../constraints.ts";
import type { AutoScalingContext } from "../context.ts";
import { withMember } from "../group.ts";
import { onGroupOfInstance } from "../needs.ts";
import { memberNamed } from "../store.ts";

/**
 * Says that an instance is unhealthy, so that the group replaces it, or healthy again.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SetInstanceHealth.html
 */
export const setInstanceHealth = (context: AutoScalingContext) =>
  operation<SetInstanceHealthCommandInput, SetInstanceHealthCommandOutput>({
    accepts: ["InstanceId", "HealthStatus", "ShouldRespectGracePeriod"],
    needs: onGroupOfInstance(context, "SetInstanceHealth"),
    run: ({ InstanceId, HealthStatus, ShouldRespectGracePeriod = true }) => {
      const { surroundings, store, wake } = context;
      const now = surroundings.clock.now();
      const { group, member } = memberNamed(store, InstanceId);
      if (HealthStatus !== "Healthy" && HealthStatus !== "Unhealthy")
        throw validationError(`Valid instance health states are: [Healthy, Unhealthy]. Found: ${HealthStatus}`);
      const graceEnds = (member.inServiceAt ?? now) + group.settings.HealthCheckGracePeriod * 1000;
      // "by default, this call respects the grace period": within it the instance stays healthy.
      const ignored = HealthStatus === "Unhealthy" && ShouldRespectGracePeriod && now < graceEnds;
      if (ignored) return {};
      const unhealthy = HealthStatus === "Healthy" ? undefined : "user";
      store.groups.put(group.name, withMember(group, member.id, { unhealthy }));
      wake(group.name);
      return {};
    },
  });
