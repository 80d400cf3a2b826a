import type {
  ResumeProcessesCommandInput,
  ResumeProcessesCommandOutput,
  SuspendProcessesCommandInput,
  SuspendProcessesCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { operation } from "../../../world/service.ts";
import { validationError } from "../../constraints.ts";
import type { AutoScalingContext } from "../context.ts";
import { isSuspended } from "../group.ts";
import { onNamedGroup } from "../needs.ts";
import { processTypes } from "../process-types.ts";
import { groupNamed } from "../store.ts";
import { wholeSeconds } from "../text.ts";

/** The processes of a request: all of them if it names none. */
const named = (asked: readonly string[] | undefined): readonly string[] => {
  const unknown = (asked ?? []).filter((process) => !processTypes.includes(process));
  if (unknown.length > 0) throw validationError(`Invalid scaling process types: ${unknown.join(", ")}`);
  return asked === undefined || asked.length === 0 ? processTypes : asked;
};

/** AWS's words, as cloud-custodian met them: https://github.com/cloud-custodian/cloud-custodian/issues/497 */
const unsuspendable = "Processes may not be suspended while the AutoScaling group is pending delete";

/**
 * Lets processes rest. One that rests already keeps the reason that it had.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SuspendProcesses.html
 */
export const suspendProcesses = (context: AutoScalingContext) =>
  operation<SuspendProcessesCommandInput, SuspendProcessesCommandOutput>({
    accepts: ["AutoScalingGroupName", "ScalingProcesses"],
    needs: onNamedGroup(context, "SuspendProcesses"),
    run: ({ AutoScalingGroupName, ScalingProcesses }) => {
      const { surroundings, store } = context;
      const group = groupNamed(store, AutoScalingGroupName, { deleting: unsuspendable });
      const reason = `User suspended at ${wholeSeconds(surroundings.clock.now())}`;
      const suspended = {
        ...Object.fromEntries(named(ScalingProcesses).map((one) => [one, reason])),
        ...group.suspended,
      };
      const inOrder = Object.fromEntries(Object.entries(suspended).sort(([a], [b]) => (a < b ? -1 : 1)));
      store.groups.put(group.name, { ...group, suspended: inOrder });
      return {};
    },
  });

/**
 * Lets processes go on, and catch up with what they missed as soon as the call is over.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_ResumeProcesses.html
 */
export const resumeProcesses = (context: AutoScalingContext) =>
  operation<ResumeProcessesCommandInput, ResumeProcessesCommandOutput>({
    accepts: ["AutoScalingGroupName", "ScalingProcesses"],
    needs: onNamedGroup(context, "ResumeProcesses"),
    run: ({ AutoScalingGroupName, ScalingProcesses }) => {
      const { store, wake, surroundings } = context;
      const group = groupNamed(store, AutoScalingGroupName);
      const resumed = named(ScalingProcesses);
      const resumesAlarms = isSuspended(group, "AlarmNotification") && resumed.includes("AlarmNotification");
      const alarmsResumedAt = resumesAlarms ? surroundings.clock.now() : group.alarmsResumedAt;
      const suspended = Object.fromEntries(Object.entries(group.suspended).filter(([one]) => !resumed.includes(one)));
      store.groups.put(group.name, { ...group, suspended, alarmsResumedAt });
      wake(group.name);
      return {};
    },
  });
