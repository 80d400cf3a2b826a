import { type AutoScalingClient, ResumeProcessesCommand, SuspendProcessesCommand } from "@aws-sdk/client-auto-scaling";
import type { ResourceKind } from "../changes/resource-kind.ts";
import { describeGroup, describeGroupsNamed } from "./describe-group.ts";
import { processesState } from "./described/scaling.ts";
import { isMixture } from "./mixture.ts";

/** Which of a group's processes rest; id: the group's name; state: each process `"suspended"` or `"running"`. */
export const groupProcesses = (autoScaling: AutoScalingClient): ResourceKind => ({
  belongsTo: (name) => ({ kind: "auto-scaling-group", id: name }),

  async read(name) {
    const group = await describeGroup(autoScaling, name);
    return group === undefined ? null : processesState(group.SuspendedProcesses);
  },

  async readTogether(names) {
    const groups = await describeGroupsNamed(autoScaling, names);
    return new Map([...groups].map(([name, { SuspendedProcesses }]) => [name, processesState(SuspendedProcesses)]));
  },

  holdsAtOnce: true,

  async write(name, before, after) {
    const changed = Object.keys(after ?? {}).filter((process) => before?.[process] !== after?.[process]);
    const those = (state: string) => changed.filter((process) => after?.[process] === state);
    const suspend = those("suspended");
    const resume = those("running");
    // AWS takes an empty list for all processes. To rest is the safer half way.
    if (suspend.length > 0)
      await autoScaling.send(new SuspendProcessesCommand({ AutoScalingGroupName: name, ScalingProcesses: suspend }));
    if (resume.length > 0)
      await autoScaling.send(new ResumeProcessesCommand({ AutoScalingGroupName: name, ScalingProcesses: resume }));
  },

  halfWay: isMixture,
});
