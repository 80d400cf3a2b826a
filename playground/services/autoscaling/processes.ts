import type {
  DescribeScalingProcessTypesCommandInput,
  DescribeScalingProcessTypesCommandOutput,
  ResumeProcessesCommandInput,
  ResumeProcessesCommandOutput,
  SuspendProcessesCommandInput,
  SuspendProcessesCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import type { Clock } from "../../world/clock.ts";
import { operation } from "../../world/service.ts";
import { timestamp, validationError } from "./group.ts";
import type { Permissions } from "./permissions.ts";
import type { Reconciler } from "./reconciler.ts";
import { groupNamed, type Store } from "./store.ts";

const processTypes = [
  "AZRebalance",
  "AddToLoadBalancer",
  "AlarmNotification",
  "HealthCheck",
  "InstanceRefresh",
  "Launch",
  "ReplaceUnhealthy",
  "ScheduledActions",
  "Terminate",
];

/** The processes of a request: all of them if it names none. */
const named = (asked: readonly string[] | undefined): readonly string[] => {
  const unknown = (asked ?? []).filter((process) => !processTypes.includes(process));
  if (unknown.length > 0) throw validationError(`Invalid scaling process types: ${unknown.join(", ")}`);
  return asked === undefined || asked.length === 0 ? processTypes : asked;
};

/** SuspendProcesses, ResumeProcesses, DescribeScalingProcessTypes. */
export const processOperations = (clock: Clock, store: Store, permissions: Permissions, reconciler: Reconciler) => ({
  SuspendProcesses: operation<SuspendProcessesCommandInput, SuspendProcessesCommandOutput>({
    accepts: ["AutoScalingGroupName", "ScalingProcesses"],
    needs: permissions.onGroup("SuspendProcesses"),
    run: ({ AutoScalingGroupName, ScalingProcesses }) => {
      const group = groupNamed(store, AutoScalingGroupName);
      const reason = `User suspended at ${timestamp(clock.now())}`;
      const suspended = {
        ...Object.fromEntries(named(ScalingProcesses).map((one) => [one, reason])),
        ...group.suspended,
      };
      const inOrder = Object.fromEntries(Object.entries(suspended).sort(([a], [b]) => (a < b ? -1 : 1)));
      store.groups.put(group.name, { ...group, suspended: inOrder });
      return {};
    },
  }),

  ResumeProcesses: operation<ResumeProcessesCommandInput, ResumeProcessesCommandOutput>({
    accepts: ["AutoScalingGroupName", "ScalingProcesses"],
    needs: permissions.onGroup("ResumeProcesses"),
    run: ({ AutoScalingGroupName, ScalingProcesses }) => {
      const group = groupNamed(store, AutoScalingGroupName);
      const resumed = named(ScalingProcesses);
      const suspended = Object.fromEntries(Object.entries(group.suspended).filter(([one]) => !resumed.includes(one)));
      store.groups.put(group.name, { ...group, suspended });
      reconciler.wake(group.name);
      return {};
    },
  }),

  DescribeScalingProcessTypes: operation<
    DescribeScalingProcessTypesCommandInput,
    DescribeScalingProcessTypesCommandOutput
  >({
    accepts: [],
    run: () => ({ Processes: processTypes.map((ProcessName) => ({ ProcessName })) }),
  }),
});
