import type { Change, State } from "../changes/change.ts";
import type { GroupView } from "./view.ts";

/** The processes that change a group's size by themselves: they rest while a side is idle. */
export const scalingProcesses = ["ScheduledActions", "AlarmNotification"] as const;

const replacement = "ReplaceUnhealthy";

const stateOf = (group: GroupView, processes: readonly string[]): State =>
  Object.fromEntries(
    processes.map((process) => [process, group.suspended.includes(process) ? "suspended" : "running"]),
  );

const change = (group: GroupView, after: State): Change => ({
  resource: { kind: "group-processes", id: group.name },
  before: stateOf(group, Object.keys(after)),
  after,
});

/** Suspends what would change the size of an idle side. */
export const rest = (group: GroupView): Change =>
  change(group, Object.fromEntries(scalingProcesses.map((process) => [process, "suspended"])));

/**
 * Before a side gets the traffic: it scales as `like` does (what a person suspended on the active side stays suspended on the next),
 * and for now it does not replace what fails its health checks. Should the release fail under traffic, all its instances fail
 * together; replacing them, Auto Scaling would terminate them all and leave nothing to answer, while the load balancer, with none
 * healthy, still sends requests to every one of them until the rollback has moved the traffic back.
 */
export const prepareForTraffic = (group: GroupView, like: GroupView): Change =>
  change(group, { ...stateOf(like, scalingProcesses), [replacement]: "suspended" });

/** Once the side has proved itself: it replaces unhealthy instances again, as `like` does. */
export const resumeReplacement = (group: GroupView, like: GroupView): Change =>
  change(group, stateOf(like, [replacement]));
