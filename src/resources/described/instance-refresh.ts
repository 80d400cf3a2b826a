/** Instance refreshes as AWS describes them: where each goes to, and whether it goes still. */
import type { InstanceRefresh } from "@aws-sdk/client-auto-scaling";

/** A version of a launch template, as a refresh or an instance names it. */
interface Version {
  readonly id: string;
  readonly version: string;
}

/** One refresh of a group. */
export interface RefreshView {
  readonly id: string;
  /** AWS's word; unknown ones are data. */
  readonly status: string;
  /** In AWS's words; empty where it gives none. */
  readonly reason: string;
  readonly percent: number;
  /** How many instances are to be replaced still. */
  readonly left: number;
  /** What the instances are replaced to run; missing where that is no version of a launch template. */
  readonly desired?: Version;
}

/** A refresh as AWS answers it. */
export const refreshView = ({
  InstanceRefreshId = "",
  Status = "InProgress",
  StatusReason = "",
  PercentageComplete = 0,
  InstancesToUpdate = 0,
  DesiredConfiguration,
}: InstanceRefresh): RefreshView => {
  const template = DesiredConfiguration?.LaunchTemplate;
  return {
    id: InstanceRefreshId,
    status: Status,
    reason: StatusReason,
    percent: PercentageComplete,
    left: InstancesToUpdate,
    ...(template === undefined
      ? {}
      : { desired: { id: template.LaunchTemplateId ?? "", version: template.Version ?? "$Default" } }),
  };
};

const forward: ReadonlySet<string> = new Set(["Pending", "InProgress", "Baking"]);
const ended: ReadonlySet<string> = new Set([
  "Successful",
  "Failed",
  "Cancelled",
  "RollbackSuccessful",
  "RollbackFailed",
]);

/** Whether it replaces instances by what it was started for. */
export const isForward = ({ status }: RefreshView): boolean => forward.has(status);

/** Whether AWS is not done with it: it goes, is being cancelled or rolled back, or does what AWS has a new word for. */
export const isActive = ({ status }: RefreshView): boolean => !ended.has(status);

/** The refresh that AWS is not done with, of which a group has one at most. */
export const activeIn = (refreshes: readonly RefreshView[]): RefreshView | undefined => refreshes.find(isActive);

/** What a group's instances run, or will by the refresh that goes: `launches` is what the group launches by its own settings. */
export const headingOf = (refreshes: readonly RefreshView[], launches: Version): Version => {
  const active = activeIn(refreshes);
  return active !== undefined && isForward(active) && active.desired !== undefined ? active.desired : launches;
};

/** Whether two versions are the same of the same template. */
export const isSameVersion = (a: Version | undefined, b: Version | undefined): boolean =>
  a !== undefined && b !== undefined && a.id === b.id && a.version === b.version;

/** An instance that counts: what goes, or stands in a warm pool, runs what it likes. */
const counted = /^(Pending|InService|EnteringStandby|Standby)/;

/** The ids of the instances that run something else than that. */
export const othersThan = (
  version: Version,
  instances: readonly { readonly id: string; readonly lifecycleState: string; readonly launchTemplate?: Version }[],
): readonly string[] =>
  instances
    .filter(({ lifecycleState }) => counted.test(lifecycleState))
    .filter(({ launchTemplate }) => !isSameVersion(launchTemplate, version))
    .map(({ id }) => id);
