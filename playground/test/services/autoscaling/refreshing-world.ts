import type {
  DescribeInstanceRefreshesCommandOutput,
  InstanceRefresh,
  RefreshPreferences,
  StartInstanceRefreshCommandInput,
} from "@aws-sdk/client-auto-scaling";
import { createWorld, groupInput } from "./world.ts";

export const web = { AutoScalingGroupName: "web" };

export const version = (Version: string) => ({ LaunchTemplate: { LaunchTemplateId: "lt-1", Version } });

/** A group whose instances have version 1 and have been in service for two minutes. */
export const grown = async (
  change: Parameters<typeof groupInput>[0] = {},
  ...world: Parameters<typeof createWorld>
) => {
  const made = createWorld(...world);
  await made.call("CreateAutoScalingGroup", groupInput({ ...version("1"), ...change }));
  await made.clock.advance(120_000);

  const refreshes = async (input: object = {}): Promise<readonly InstanceRefresh[]> => {
    const all: InstanceRefresh[] = [];
    for (let NextToken: string | undefined; ; ) {
      const page = await made.call<DescribeInstanceRefreshesCommandOutput>("DescribeInstanceRefreshes", {
        ...web,
        ...input,
        NextToken,
      });
      all.push(...(page.InstanceRefreshes ?? []));
      NextToken = page.NextToken;
      if (NextToken === undefined) return all;
    }
  };
  const refresh = async (): Promise<InstanceRefresh> => {
    const [latest] = await refreshes();
    if (latest === undefined) throw new Error("no refresh");
    return latest;
  };
  /** "InProgress 25 % 3" */
  const status = async (): Promise<string> => {
    const { Status, PercentageComplete, InstancesToUpdate } = await refresh();
    return `${Status} ${PercentageComplete} % ${InstancesToUpdate}`;
  };
  const start = async (
    Preferences: RefreshPreferences = {},
    more: Partial<StartInstanceRefreshCommandInput> = {},
  ): Promise<string> => {
    const { InstanceRefreshId = "" } = await made.call<{ InstanceRefreshId?: string }>("StartInstanceRefresh", {
      ...web,
      DesiredConfiguration: version("2"),
      Preferences: { InstanceWarmup: 0, ...Preferences },
      ...more,
    });
    return InstanceRefreshId;
  };
  /** Each instance's last digit and version, in service or not: "5v2 Pending". */
  const versions = async (): Promise<string[]> =>
    ((await made.group()).Instances ?? []).map(
      (one) =>
        `${one.InstanceId?.slice(-1)}v${one.LaunchTemplate?.Version}${one.LifecycleState === "InService" ? "" : ` ${one.LifecycleState}`}`,
    );
  /** Advances by the second, until the refresh has ended; answers each state that was seen, once in a row. */
  const watch = async <T>(look: () => Promise<T>, longestSeconds = 3_600): Promise<T[]> => {
    const seen: T[] = [];
    for (let second = 0; second < longestSeconds; second += 1) {
      const now = await look();
      if (seen.length === 0 || JSON.stringify(now) !== JSON.stringify(seen.at(-1))) seen.push(now);
      if ((await refresh()).EndTime !== undefined) return seen;
      await made.clock.advance(1_000);
    }
    throw new Error(`no end of the refresh after ${longestSeconds} s: ${JSON.stringify(seen)}`);
  };
  /** What EventBridge heard of the refresh: "Started". */
  const told = (): string[] =>
    made.events
      .map(({ detailType }) => detailType)
      .filter((type) => type.startsWith("EC2 Auto Scaling Instance Refresh "))
      .map((type) => type.slice("EC2 Auto Scaling Instance Refresh ".length));
  return { ...made, refreshes, refresh, status, start, versions, watch, told };
};
