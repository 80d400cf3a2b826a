/** The rollback's decisions about a rolling update: AWS brings the instances back, and until it has, nothing goes that they were made of. */
import type { Change } from "../changes/change.ts";
import type { Entry } from "../changes/journal.ts";
import type { Permission } from "../changes/undo.ts";
import { activeIn, headingOf, othersThan, type RefreshView } from "../resources/described/instance-refresh.ts";
import { lookAgain, plural, type Wait, waiting } from "./gates.ts";
import type { GroupView } from "./view.ts";

/** A group on its way back. */
export interface ReturningGroup {
  readonly group: GroupView;
  /** Newest first. */
  readonly refreshes: readonly RefreshView[];
}

/** The group whose instances a journal's deployment replaced; undefined if it replaced none. */
export const refreshedGroup = (entries: readonly Entry[]): string | undefined =>
  entries.find(({ change, status }) => change.resource.kind === "instance-refresh" && status !== "planned")?.change
    .resource.id;

/** AWS looks at its instances about as often. */
const changesEverySeconds = 15;

/** Whether, with the group as it stands, an undo may be made now; `returning` is undefined where the group is gone. */
export const returnPermission = (undo: Change, returning: ReturningGroup | undefined, wait: Wait): Permission => {
  if (returning === undefined) return { kind: "now" };
  const { group, refreshes } = returning;
  const active = activeIn(refreshes);
  const isItself = undo.resource.kind === "instance-refresh";
  // One that is being ended can neither be rolled back, nor followed by another yet.
  if (active !== undefined && (!isItself || active.status === "Cancelling")) {
    const verdict = waiting(
      `AWS is not done with the instances of ${group.name} (${active.status}, ${active.percent} %)`,
      wait,
      lookAgain(wait, changesEverySeconds),
    );
    if (verdict.verdict !== "not ready") return { kind: "stop", reason: verdict.reason };
    return { kind: "later", reason: verdict.reason, lookAgainInSeconds: verdict.lookAgainInSeconds };
  }
  if (isItself) return { kind: "now" };
  const others = othersThan(headingOf(refreshes, group.launchTemplate), group.instances);
  if (others.length === 0) return { kind: "now" };
  const [last] = refreshes;
  return {
    kind: "stop",
    reason: `AWS could not bring all instances of ${group.name} back${last === undefined ? "" : ` (${last.status}${last.reason === "" ? "" : `: ${last.reason.replace(/\.$/, "")}`})`}: ${plural(others.length, "instance")} of it do not run version ${group.launchTemplate.version} (${others.join(", ")}). Replace them ('aws autoscaling start-instance-refresh --auto-scaling-group-name ${group.name}'), then go on.`,
  };
};
