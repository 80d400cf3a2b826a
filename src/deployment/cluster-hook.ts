/**
 * A function of the environment's own that knows whether its cluster is whole: before each instance that joins, or leaves, it is asked, and
 * answers at once. What holds the instances until then are two lifecycle hooks on the group, for the length of a rolling update.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks.html
 */
import * as z from "zod";
import type { Change, State } from "../changes/change.ts";
import { memberId } from "../resources/described/ids.ts";
import { isSameVersion } from "../resources/described/instance-refresh.ts";
import { type ClusterHook, graceSeconds } from "./cluster-hook-terms.ts";
import type { Rolling } from "./rolling.ts";
import type { GroupView, TemplateVersion } from "./view.ts";

/** What an instance waits for: to come into service, or to go. */
export type Passage = "joins" | "leaves";

const gates: Readonly<
  Record<Passage, { readonly name: string; readonly transition: string; readonly byDefault: string }>
> = {
  // What was never let in goes: the cluster is not whole with it.
  joins: { name: "sarcelle-joins", transition: "autoscaling:EC2_INSTANCE_LAUNCHING", byDefault: "ABANDON" },
  // It goes either way, and so the group's other hooks are let have their time.
  leaves: { name: "sarcelle-leaves", transition: "autoscaling:EC2_INSTANCE_TERMINATING", byDefault: "CONTINUE" },
};

/** The name of the lifecycle hook that holds who waits for that. */
export const gateName = (passage: Passage): string => gates[passage].name;

const gateState = (passage: Passage, { timeout }: Pick<ClusterHook, "timeout">): State => ({
  LifecycleTransition: gates[passage].transition,
  HeartbeatTimeout: timeout + graceSeconds,
  DefaultResult: gates[passage].byDefault,
});

/** The hooks that hold each instance of a group until the cluster is whole. */
export const gatesOf = (group: string, hook: ClusterHook | undefined): readonly Change[] =>
  hook === undefined
    ? []
    : (["joins", "leaves"] as const).map((passage) => ({
        resource: { kind: "lifecycle-hook", id: memberId.format({ group, name: gateName(passage) }) },
        before: null,
        after: gateState(passage, hook),
      }));

/** An instance that waits at a gate. */
export interface Waiting {
  readonly instance: string;
  readonly passage: Passage;
  /** What it runs; missing where AWS does not tell. */
  readonly launchTemplate?: TemplateVersion;
}

const states: Readonly<Record<string, Passage>> = { "Pending:Wait": "joins", "Terminating:Wait": "leaves" };

/** The instances that wait, those that are to join first: no other leaves before they have. Other hooks of the group may hold them too. */
export const waitingIn = ({ instances }: Pick<GroupView, "instances">): readonly Waiting[] =>
  instances
    .flatMap(({ id, lifecycleState, launchTemplate }): readonly Waiting[] => {
      const passage = states[lifecycleState];
      return passage === undefined ? [] : [{ instance: id, passage, ...(launchTemplate && { launchTemplate }) }];
    })
    .toSorted((a, b) => a.passage.localeCompare(b.passage));

/** What a rollback lets wait no longer: an instance of the release that would join still. */
export const isUnwanted = ({ passage, launchTemplate }: Waiting, back: TemplateVersion): boolean =>
  passage === "joins" && launchTemplate !== undefined && !isSameVersion(launchTemplate, back);

/** What the function is told. */
export interface ClusterQuestion {
  readonly question: "whole" | Passage;
  readonly environment: string;
  readonly deployment: string;
  /** The Auto Scaling group. */
  readonly group: string;
  /** Missing where the whole cluster is asked about. */
  readonly instance?: string;
}

/** What it says; of what cannot be read, and where there is no answer, that it is to be waited for. */
export interface ClusterAnswer {
  readonly verdict: "pass" | "wait" | "fail";
  readonly reason: string;
}

/** Not whole as far as is known, since the function did not say so. */
export const unanswered = (why: string): ClusterAnswer => ({ verdict: "wait", reason: why });

const answerSchema = z.object({ verdict: z.enum(["pass", "wait", "fail"]), reason: z.string().optional() });

/** The function's answer, as it was returned. */
export const clusterAnswer = (returned: unknown): ClusterAnswer => {
  const { data } = answerSchema.safeParse(returned);
  if (data === undefined)
    return unanswered(
      `it answered ${JSON.stringify(returned)?.slice(0, 200)}; expected {"verdict":"pass"}, or "wait" or "fail" with a "reason"`,
    );
  return { verdict: data.verdict, reason: (data.reason ?? "it gives no reason").replace(/\.$/, "") };
};

/** Since when each instance waits, in ISO 8601, by its id. */
export type WaitingSince = Readonly<Record<string, string>>;

/** The instances that wait now, since when they were seen first. */
export const stillWaiting = (before: WaitingSince, waiting: readonly Waiting[], now: number): WaitingSince =>
  Object.fromEntries(
    waiting.map(({ instance }) => [instance, before[instance] ?? new Date(now).toISOString()] as const),
  );

/** Why the cluster's function ends the update, in words; undefined if it does not. */
export const clusterFailure = (
  { function: name, timeout }: ClusterHook,
  { instance, passage }: Waiting,
  { verdict, reason }: ClusterAnswer,
  { since, now }: { readonly since: number; readonly now: number },
): string | undefined => {
  if (verdict === "fail") return `The hook ${name} says of ${instance}, which ${passage}: ${reason}.`;
  const waited = Math.round((now - since) / 1_000);
  return verdict === "wait" && waited >= timeout
    ? `The hook ${name} did not let ${instance}, which ${passage}, go on within ${timeout} s: ${reason}.`
    : undefined;
};

/**
 * How many instances a refresh could have on the way at the same time, by the least that stays in service, rounded up, and the most that
 * the group grows to, rounded down; where neither leaves room, AWS launches one before it terminates another.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html
 */
export const atATime = (desired: number, minHealthy: number, maxHealthy: number): number =>
  Math.max(1, Math.floor((desired * maxHealthy) / 100) - Math.ceil((desired * minHealthy) / 100));

/** What keeps the instances of a cluster, so many as there are to be, from being replaced one at a time. */
export const notOneByOne = (
  desired: number,
  { hook, minHealthy, maxHealthy }: Pick<Rolling, "hook" | "minHealthy" | "maxHealthy">,
): readonly string[] => {
  const together = hook === undefined ? 1 : atATime(desired, minHealthy, maxHealthy);
  return together === 1
    ? []
    : [
        `rolling.minHealthy ${minHealthy} and maxHealthy ${maxHealthy} let AWS replace ${together} of ${desired} instances at a time, and rolling.hook asks for one: register 100 and 100, which launches one before another goes, or percentages with room for one`,
      ];
};
