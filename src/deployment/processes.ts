import type { Change, State } from "../changes/change.ts";
import type { GroupView } from "./view.ts";

/** The processes that change a group's size by themselves: they rest while a side is idle. */
export const scalingProcesses = ["ScheduledActions", "AlarmNotification"] as const;

const stateOf = (group: GroupView): State =>
  Object.fromEntries(
    scalingProcesses.map((process) => [process, group.suspended.includes(process) ? "suspended" : "running"]),
  );

const change = (group: GroupView, after: State): Change => ({
  resource: { kind: "group-processes", id: group.name },
  before: stateOf(group),
  after,
});

/** Suspends what would change the size of an idle side. */
export const rest = (group: GroupView): Change =>
  change(group, Object.fromEntries(scalingProcesses.map((process) => [process, "suspended"])));

/** Lets the side scale as `like` does: what a person suspended on the active side stays suspended on the next. */
export const resumeLike = (group: GroupView, like: GroupView): Change => change(group, stateOf(like));
