/** How an environment's instances are replaced where they stand: what its registration says of a rolling update, and what AWS is told. */
import * as z from "zod";
import type { State } from "../changes/change.ts";
import type { AlarmView } from "./alarms.ts";
import { clusterHookSchema } from "./cluster-hook-terms.ts";
import { defaults } from "./defaults.ts";
import { strictObject } from "./schema.ts";

/** AWS's own limits (https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html). */
const widestSpread = 100;
const longestDelaySeconds = 172_800;
const mostAlarms = 10;

/** Looks are a minute apart at most while there are checkpoints: several fit into the half of a pause in which the checks must pass. */
const shortestPauseSeconds = 300;

const checkpointsSchema = strictObject({
  /** How many percent of the instances are new where the refresh pauses. */
  percentages: z.array(z.int().min(1).max(99)).default([]),
  /** How long it pauses: in the first half of that the environment's checks must pass. */
  seconds: z.int().min(shortestPauseSeconds).max(longestDelaySeconds).default(defaults.checkpointSeconds),
});

/** So that all looks, and those of a rollback, have room in the history of one execution (`how-long.ts`). */
const longestSeconds = 43_200;

/** What a registration says of rolling updates. */
export const rollingSchema = strictObject({
  /** How many percent of the group's size are in service at least, and at most, while instances are replaced. */
  minHealthy: z.int().min(0).max(100).default(defaults.rollingMinHealthyPercent),
  maxHealthy: z.int().min(100).max(200).default(defaults.rollingMaxHealthyPercent),
  /** How long a new instance is left to warm up before the next is replaced; without it, as long as the group says. */
  warmup: z.int().min(0).max(86_400).optional(),
  /** Whether instances that run the very release already are left as they are. */
  skipMatching: z.boolean().default(false),
  /** Whether instances that are protected from scale in are replaced too; without it, a rolling update of a group with any is refused. */
  replaceProtected: z.boolean().default(false),
  checkpoints: checkpointsSchema.prefault({}),
  /** The function that says when the next instance of a cluster may join, and leave. */
  hook: clusterHookSchema.optional(),
  /** How long all of it may take, bake and checkpoints included. */
  seconds: z.int().min(60).max(longestSeconds).default(defaults.rollingSeconds),
}).superRefine(({ minHealthy, maxHealthy, checkpoints: { percentages } }, context) => {
  const issue = (path: readonly string[], message: string) =>
    context.addIssue({ code: "custom", path: [...path], message });
  if (maxHealthy - minHealthy > widestSpread)
    issue(
      ["maxHealthy"],
      `${maxHealthy} and a minHealthy of ${minHealthy} are more than ${widestSpread} apart, which AWS does not take`,
    );
  if (percentages.some((percent, index) => index > 0 && percent <= (percentages[index - 1] ?? 0)))
    issue(["checkpoints", "percentages"], "expected percentages that grow");
});

export type Rolling = Readonly<z.infer<typeof rollingSchema>>;

/** What of a registration a refresh is told. */
interface Refreshing {
  readonly rolling: Rolling;
  readonly bake: { readonly seconds: number; readonly alarms: readonly string[] };
}

const pace = ({ minHealthy, maxHealthy, warmup, replaceProtected }: Rolling): State => ({
  MinHealthyPercentage: minHealthy,
  MaxHealthyPercentage: maxHealthy,
  ...(warmup === undefined ? {} : { InstanceWarmup: warmup }),
  ScaleInProtectedInstances: replaceProtected ? "Refresh" : "Wait",
});

/**
 * The preferences of a refresh to a release. AWS rolls it back by itself when it fails or an alarm goes off, whoever of ours still lives.
 * The last checkpoint must be 100, or the refresh ends there.
 */
export const refreshPreferences = ({ rolling, bake }: Refreshing, alarms: readonly AlarmView[]): State => {
  const { percentages, seconds } = rolling.checkpoints;
  // AWS takes ten at most, and none that is not OK, as one without data; our own looks watch all of them.
  const isQuiet = (name: string) => alarms.some((alarm) => alarm.name === name && alarm.state === "OK");
  const watched = bake.alarms.filter(isQuiet).slice(0, mostAlarms);
  return {
    ...pace(rolling),
    SkipMatching: rolling.skipMatching,
    AutoRollback: true,
    BakeTime: bake.seconds,
    ...(percentages.length === 0 ? {} : { CheckpointPercentages: [...percentages, 100], CheckpointDelay: seconds }),
    ...(watched.length === 0 ? {} : { AlarmSpecification: { Alarms: watched } }),
  };
};

/** The preferences of a refresh back: at the same pace, past what runs the version before still, and whatever alarms say by then. */
export const returnPreferences = ({ rolling }: Pick<Refreshing, "rolling">): State => ({
  ...pace(rolling),
  SkipMatching: true,
});
