/** What can happen in a step of chaos, as plain data that a seed determines. */

import type { FaultRule } from "@sarcelle/playground/faults";
import fc from "fast-check";
import { sampleRelease, service } from "../simulation/sarcelle.ts";
import { type Course, course } from "./approval.ts";
import { type MeddlingKind, meddlings } from "./meddling.ts";
import { type NodeCourse, nodeCourses } from "./node-hook.ts";

/** How a release behaves, as lines of its user data. */
export const behaviours = {
  good: [],
  slow: ["START_DELAY=30"],
  "never healthy": ["HEALTH=never"],
  "dying at boot": ["BOOT_FAILURE=exit"],
  // It fails a few seconds after the switch, when the bake still lasts.
  "failing under traffic": ["HEALTH=fail-after-requests:8"],
} as const;
type Behaviour = keyof typeof behaviours;

/** How traffic moves. */
export const strategies = {
  "all at once": { type: "all-at-once" },
  "by canary": { type: "canary", percent: 10, wait: 20 },
  linearly: { type: "linear", percent: 40, wait: 10 },
  "in steps": { type: "steps", steps: [{ percent: 5, wait: 30 }, { percent: 50, wait: 10 }, { percent: 100 }] },
} as const;

export const startable = ["upgrade", "deploy", "switch", "scaledown", "release", "rolling-update", "rollback"] as const;
export type Startable = (typeof startable)[number];

/** What is started. */
export interface Start {
  readonly action: Startable;
  /** Of `deploy`, `release` and `rolling-update`. */
  readonly version: string;
  readonly behaviour: Behaviour;
  /** Of `release`. */
  readonly scaledown: boolean;
  /** Of `switch` and `release`. */
  readonly strategy: keyof typeof strategies;
  /** What people do about it, where the environment asks for approval. */
  readonly people: Course;
  /** Whether it overrides freeze windows, where the environment has any. */
  readonly override: boolean;
  /** How a cluster's hook takes it. */
  readonly nodes: NodeCourse;
}

/** Something that goes wrong, or that somebody does. */
export type Trouble =
  | { readonly kind: "fault"; readonly rule: FaultRule; readonly lasts: number | "until everything stands still" }
  | { readonly kind: "meddling"; readonly what: MeddlingKind; readonly side: "active" | "idle" }
  | {
      readonly kind: "death";
      readonly side: "active" | "idle";
      readonly how: "terminated" | "crash" | "hang" | "status-500";
    }
  | { readonly kind: "load"; readonly side: "active" | "idle"; readonly percent: number; readonly minutes: number }
  | { readonly kind: "stop"; readonly which: "deployment" | "rollback" }
  | { readonly kind: "redrive" }
  | { readonly kind: "start"; readonly start: Start };

/** A deployment, and its troubles: each at so many thousandths of the time that the deployment takes if all is well. */
export interface Plan {
  readonly start: Start;
  readonly troubles: readonly { readonly at: number; readonly trouble: Trouble }[];
  /** What a person does where the rollback could not finish. */
  readonly afterwards: "resume" | "accept";
}

/** How long the actions take if all is well, in milliseconds; in the real world longer, so that a trouble meets them earlier on their way. */
export const usual: Readonly<Record<Startable, number>> = {
  upgrade: 12_000,
  deploy: 60_000,
  switch: 6_000,
  scaledown: 75_000,
  release: 170_000,
  "rolling-update": 300_000,
  rollback: 60_000,
};

/** The state machines whose executions are looked at. */
export const watchedMachines = ["blue-green", "rolling-update", "rollback"] as const;
export type Machine = (typeof watchedMachines)[number];

/** The machine that does it. */
export const machineOf = (action: Startable): Machine =>
  action === "rollback" || action === "rolling-update" ? action : "blue-green";

/** The input of a start, and the machine that takes it. */
export const inputOf = ({
  action,
  version,
  behaviour,
  scaledown,
  strategy: named,
  override,
}: Start): { readonly machine: Machine; readonly input: object } => {
  const release = sampleRelease(version, ...behaviours[behaviour]);
  const strategy = strategies[named];
  const inputs: Readonly<Record<Startable, object>> = {
    upgrade: { action },
    deploy: { action, release },
    switch: { action, strategy },
    scaledown: { action },
    release: { action, release, strategy, scaledown },
    "rolling-update": { action, release },
    rollback: {},
  };
  const overriding = override && action !== "rollback" ? { override: { reason: "chaos" } } : {};
  return { machine: machineOf(action), input: { ...inputs[action], ...overriding } };
};

/** Whether it is what an environment may ask approval for: a move of production traffic. */
export const movesTraffic = ({ action }: Start): boolean => action === "switch" || action === "release";

/** A start in the words of a run's story: `release of version 2 (healthy, then scaledown)`. */
export const describeStart = ({ action, version, behaviour, scaledown, strategy }: Start): string => {
  const moved = strategy === "all at once" ? "" : `, ${strategy}`;
  if (action === "switch") return `${action}${moved}`;
  if (action === "deploy" || action === "rolling-update") return `${action} of version ${version} (${behaviour})`;
  if (action !== "release") return action;
  return `${action} of version ${version} (${behaviour}${moved}${scaledown ? ", then scaledown" : ""})`;
};

const table = ["dynamodb:*", "dynamodb:UpdateItem", "dynamodb:PutItem", "dynamodb:GetItem"] as const;
const group = [
  "autoscaling:*",
  "autoscaling:UpdateAutoScalingGroup",
  "autoscaling:*Tags",
  "autoscaling:Describe*",
] as const;
const balancer = ["elasticloadbalancing:*", "elasticloadbalancing:Describe*"] as const;
const traffic = ["elasticloadbalancing:ModifyListener", "autoscaling:*Processes"] as const;
const refresh = ["autoscaling:*InstanceRefresh*", "autoscaling:DescribeInstanceRefreshes"] as const;
const twin = [
  "elasticloadbalancing:Create*",
  "elasticloadbalancing:*Tags",
  "autoscaling:Create*",
  "autoscaling:Put*",
  "ec2:*",
  "ec2:CreateLaunchTemplate*",
  "cloudwatch:*",
] as const;
const undoing = [
  "elasticloadbalancing:Delete*",
  "elasticloadbalancing:ModifyListener",
  "autoscaling:Delete*",
  "autoscaling:*Processes",
  "ec2:DeleteLaunchTemplate*",
] as const;

/** Where faults strike, with IAM's wildcards: at what a function of Sarcelle calls; "" is any function. */
const callers: readonly { readonly weight: number; readonly caller: string; readonly targets: readonly string[] }[] = [
  { weight: 12, caller: "", targets: [...table, ...group, ...balancer, ...traffic, ...twin, "states:StartExecution"] },
  { weight: 6, caller: "undoChanges", targets: [...table, ...group, ...balancer, ...undoing] },
  { weight: 2, caller: "beginRollback", targets: table },
  { weight: 2, caller: "closeRollback", targets: table },
  { weight: 1, caller: "findDeployment", targets: [...table, "autoscaling:Describe*"] },
  { weight: 1, caller: "onExecutionEnded", targets: ["dynamodb:GetItem", "states:StartExecution"] },
  { weight: 1, caller: "acquireLock", targets: ["dynamodb:UpdateItem", "dynamodb:GetItem"] },
  { weight: 1, caller: "complete", targets: table },
  {
    weight: 1,
    caller: "awaitApproval",
    targets: [...table, "autoscaling:Describe*", "elasticloadbalancing:Describe*"],
  },
  { weight: 2, caller: "moveTraffic", targets: [...traffic, "dynamodb:UpdateItem"] },
  { weight: 2, caller: "launchRelease", targets: [...group, "dynamodb:UpdateItem"] },
  { weight: 1, caller: "prepareRefresh", targets: ["ec2:CreateLaunchTemplate*", "dynamodb:UpdateItem"] },
  { weight: 1, caller: "startRefresh", targets: [...group, ...refresh, "dynamodb:UpdateItem"] },
  { weight: 1, caller: "openPreview", targets: ["elasticloadbalancing:*Rule*", "dynamodb:UpdateItem"] },
  { weight: 1, caller: "closePreview", targets: ["elasticloadbalancing:*Rule*", "dynamodb:UpdateItem"] },
  { weight: 1, caller: "askCluster", targets: ["autoscaling:CompleteLifecycleAction", "lambda:*", "autoscaling:*"] },
  { weight: 1, caller: "openGates", targets: ["autoscaling:*LifecycleHook*", "dynamodb:UpdateItem"] },
  { weight: 1, caller: "awaitRefresh", targets: [...group, ...balancer, "cloudwatch:*"] },
  { weight: 1, caller: "undoChanges", targets: refresh },
  { weight: 1, caller: "registerRelease", targets: ["ec2:CreateLaunchTemplate*", "dynamodb:UpdateItem"] },
  { weight: 1, caller: "emptyIdleSide", targets: [...group, "autoscaling:*Processes"] },
  { weight: 1, caller: "scaleDown", targets: [...group, "dynamodb:UpdateItem"] },
  { weight: 1, caller: "createTwinGroup", targets: [...twin, "dynamodb:UpdateItem"] },
];

const struck = fc.oneof(
  ...callers.map(({ weight, caller, targets }) => ({
    weight,
    arbitrary: fc.record({ target: fc.constantFrom(...targets), principal: fc.constant(`${service}-${caller}`) }),
  })),
);

const forGood = 1_000_000;

const fault: fc.Arbitrary<Trouble> = fc
  .record({
    where: struck,
    fault: fc.constantFrom("error", "throttle", "lost-response", "crash", "latency"),
    nth: fc.constantFrom(1, 1, 2, 3, 5),
    times: fc.constantFrom(1, 1, 2, 4, forGood, forGood),
    // Longer than a client waits, longer than a function may run, and just late.
    milliseconds: fc.constantFrom(800, 8_000, 40_000, 1_000_000),
    lasts: fc.constantFrom<(number | "until everything stands still")[]>(
      20_000,
      120_000,
      900_000,
      "until everything stands still",
    ),
  })
  .map(({ where, milliseconds, lasts, fault, ...rule }) => ({
    kind: "fault",
    rule: { ...where, ...rule, fault: fault as FaultRule["fault"], ...(fault === "latency" ? { milliseconds } : {}) },
    lasts,
  }));

/** What AWS says for a while only, as long as something else is going on. */
const refusal: fc.Arbitrary<Trouble> = fc
  .record({
    target: fc.constantFrom(
      "autoscaling:*",
      "autoscaling:UpdateAutoScalingGroup",
      "autoscaling:DeleteAutoScalingGroup",
      "elasticloadbalancing:DeleteTargetGroup",
      "elasticloadbalancing:DeleteListener",
    ),
    // Shorter than a client tries again, than a function runs, and than a state is tried again.
    milliseconds: fc.constantFrom(2_000, 20_000, 90_000),
  })
  .map((rule) => ({
    kind: "fault",
    rule: { ...rule, fault: "refused-for-a-while", principal: `${service}-` },
    lasts: "until everything stands still",
  }));

/** No zone has room for another instance: in one that has, AWS would launch it there, and a world without troubles would not. */
const shortage: fc.Arbitrary<Trouble> = fc
  .constantFrom<(number | "until everything stands still")[]>(30_000, 300_000, "until everything stands still")
  .map((lasts) => ({ kind: "fault", rule: { target: "zone:*", fault: "no-capacity" }, lasts }));

const start = (actions: readonly Startable[]): fc.Arbitrary<Start> =>
  fc
    .record({
      action: fc.constantFrom(...actions),
      // Those whose images fit the instance type: nothing comes of the others.
      version: fc.integer({ min: 2, max: 8 }).map(String),
      behaviour: fc.constantFrom<Behaviour[]>(
        "good",
        "good",
        "good",
        "slow",
        "never healthy",
        "dying at boot",
        "failing under traffic",
      ),
      scaledown: fc.boolean(),
      strategy: fc.constantFrom<(keyof typeof strategies)[]>("all at once", "by canary", "linearly", "in steps"),
      people: course,
      override: fc.boolean(),
      nodes: fc.constantFrom<NodeCourse[]>("lets all go on", "lets all go on", ...nodeCourses),
    })
    // Elsewhere nobody would watch while it fails.
    .map((each) =>
      each.action !== "release" && each.action !== "rolling-update" && each.behaviour === "failing under traffic"
        ? { ...each, behaviour: "good" }
        : each,
    );

const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  { weight: 8, arbitrary: fault },
  { weight: 2, arbitrary: refusal },
  { weight: 1, arbitrary: shortage },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("meddling" as const),
      what: fc.constantFrom(...meddlings),
      side: fc.constantFrom("active", "idle"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("death" as const),
      side: fc.constantFrom("active", "idle"),
      how: fc.constantFrom("terminated", "crash", "hang", "status-500"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("load" as const),
      side: fc.constantFrom("active", "active", "idle"),
      // The sample stack's alarms say so above 80 for two minutes, and below 20 for five.
      percent: fc.constantFrom(95, 95, 5),
      minutes: fc.constantFrom(3, 8),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("stop" as const),
      which: fc.constantFrom("deployment", "deployment", "rollback"),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Trouble>({ kind: "redrive" }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("start" as const), start: start(startable) }) },
);

/** Steps that start one of the actions. */
export const planOf = (...actions: readonly Startable[]): fc.Arbitrary<Plan> =>
  fc.record({
    start: start(actions),
    troubles: fc.array(
      // From the start, before the deployment would have ended, or in what comes of the others.
      fc.record({
        at: fc.oneof(
          { weight: 4, arbitrary: fc.constant(0) },
          { weight: 4, arbitrary: fc.integer({ min: 0, max: 1_000 }) },
          { weight: 2, arbitrary: fc.integer({ min: 0, max: 4_000 }) },
        ),
        trouble,
      }),
      { minLength: 2, maxLength: 6, size: "max" },
    ),
    afterwards: fc.constantFrom<Plan["afterwards"][]>("resume", "resume", "resume", "accept"),
  });
