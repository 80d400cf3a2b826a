import * as z from "zod";
import { InvalidInput, OneSideOnly } from "../errors.ts";
import { isRecord } from "../resources/described/plain.ts";
import { approvalSchema } from "./approval-terms.ts";
import { checkSchema } from "./check.ts";
import { compareSchema, tooShortBetween, tooShortToCompare } from "./comparison-limits.ts";
import { defaults } from "./defaults.ts";
import { deletionProtectionSchema } from "./deletion-protection.ts";
import { followsSchema, oneSidedFollowsSchema } from "./follows.ts";
import { freezeSchema } from "./freeze.ts";
import { hookSchema } from "./hook.ts";
import { previewSchema } from "./preview-rule.ts";
import { regionPattern } from "./region.ts";
import { rollingSchema } from "./rolling.ts";
import { explain, port, strictObject } from "./schema.ts";
import { repositorySchema, serviceSchema } from "./service.ts";
import { allAtOnce, type Strategy, strategySchema } from "./strategy.ts";

const seconds = (fallback: number) => z.int().min(1).max(86_400).default(fallback);

const production = {
  /** The production listener's port. */
  port,
  /** The priority of the rule that forwards to the service, where that is not the listener's default action. */
  priority: z.int().min(1).max(50_000).optional(),
};

const listener = strictObject({
  ...production,
  /**
   * The reserved ports on which each side can be called by itself: one pair for each target group, so that of several listeners and rules
   * which forward to the same one the first names it.
   */
  placeholders: strictObject({ blue: port, green: port }).optional(),
});

/** A policy is never told of something: it scales a group, and the twin starts none but its own. */
const isScalingPolicy = (arn: string) => /^arn:[^:]+:autoscaling:[^:]*:[^:]*:scalingPolicy:/.test(arn);

const notified = z
  .string()
  .startsWith("arn:", "expected an ARN")
  .refine((arn) => !isScalingPolicy(arn), "a scaling policy is no target of notifications: it scales a group");

/** The placeholder ports that a registration names, in its order. */
export const placeholderPorts = ({
  listeners,
}: {
  readonly listeners: readonly Partial<Pick<z.infer<typeof listener>, "placeholders">>[];
}): readonly number[] =>
  listeners.flatMap(({ placeholders: pair }) => (pair === undefined ? [] : [pair.blue, pair.green]));

/** What is compared needs whole minutes: after the traffic moved, and between the moves. */
const refuseTooShort = (bakeSeconds: number, strategy: Strategy, context: z.core.$RefinementCtx): void => {
  const issues = [
    { path: ["bake", "seconds"], message: tooShortToCompare("bake", bakeSeconds) },
    { path: ["strategy"], message: tooShortBetween(strategy) },
  ];
  for (const { path, message } of issues)
    if (message !== undefined) context.addIssue({ code: "custom", path, message });
};

const loadBalancer = z.string().regex(/^[A-Za-z0-9-]{1,32}$/, "expected the name of a load balancer");

/** What every environment says of itself, however many sides it has. */
const common = {
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "expected lower-case letters, digits and hyphens, at most 63"),
  account: z.string().regex(/^\d{12}$/, "expected an AWS account id, 12 digits in quotes"),
  region: z.string().regex(regionPattern, "expected an AWS region such as eu-west-1"),
  stage: z.string().min(1),
  /** Without one, the name without its stage: `serviceOf`. */
  service: serviceSchema.optional(),
  repository: repositorySchema.optional(),
  /** The Auto Scaling group as it stood before the upgrade: the blue side. */
  group: z.string().min(1).max(249),
  checks: z.array(checkSchema).default([]),
  /** Instance profiles, by name, that a release may name beside the one that the active side has. */
  instanceProfiles: z
    .array(z.string().regex(/^[\w+=,.@-]{1,128}$/, "expected the name of an instance profile"))
    .default([]),
  timeouts: strictObject({
    empty: seconds(defaults.emptyTimeoutSeconds),
    healthy: seconds(defaults.healthyTimeoutSeconds),
    /** How long all targets of one target group may fail their checks after a launch; without it, as long as `healthy` says. */
    unhealthy: z.int().min(1).max(86_400).optional(),
    rollback: seconds(defaults.rollbackTimeoutSeconds),
    hold: seconds(defaults.holdTimeoutSeconds),
  }).prefault({}),
  bake: strictObject({
    seconds: z.int().min(0).max(86_400).default(defaults.bakeSeconds),
    alarms: z.array(z.string().min(1)).default([]),
    /** Whether each of them must have data that say that all is well, before there is traffic and at the bake's end. */
    alarmsMustBeOk: z.boolean().default(false),
  }).prefault({}),
  rolling: rollingSchema.prefault({}),
  /** Times in which nothing is deployed, but for rollbacks. */
  freeze: freezeSchema.default([]),
};

interface Checked {
  readonly listeners: readonly { readonly port: number }[];
  readonly checks: readonly { readonly port?: number | undefined }[];
}

/** Each check is of a listener that is registered. */
const refuseUnheard = ({ listeners, checks }: Checked, context: z.RefinementCtx): void => {
  for (const [index, { port: asked }] of checks.entries())
    if (!listeners.some((one) => asked === undefined || one.port === asked))
      context.addIssue({
        code: "custom",
        path: ["checks", index, "port"],
        message:
          asked === undefined ? "no listener is registered that could be asked" : `no listener has port ${asked}`,
      });
};

/** Whoever comes after himself never comes. */
const refuseAfterItself = (
  { name, follows }: { readonly name: string; readonly follows?: { readonly after?: string | undefined } | undefined },
  context: z.RefinementCtx,
): void => {
  if (follows?.after === name)
    context.addIssue({ code: "custom", path: ["follows", "after"], message: "expected another environment" });
};

const environmentSchema = strictObject({
  ...common,
  sides: z.literal(2, { error: "expected 1 or 2" }).default(2),
  loadBalancer,
  listeners: z.array(listener).min(1),
  hook: hookSchema.optional(),
  /** Whether an upgrade protects the load balancer from being deleted. */
  deletionProtection: deletionProtectionSchema.optional(),
  /** The AMIs that are deployed here by themselves; absent where none is. */
  follows: followsSchema.optional(),
  /** By what a request asks for the side without traffic at the production address; absent where nothing does. */
  preview: previewSchema.optional(),
  /** How traffic moves, unless a deployment says otherwise. */
  strategy: strategySchema.default(allAtOnce),
  /** Absent where production traffic moves without being asked for. */
  approval: approvalSchema.optional(),
  copy: strictObject({
    /** The topics and other targets that hear of the twin what they hear of the live group: from its alarms, and from itself. */
    notifications: z.array(notified).default([]),
  }).prefault({}),
  /** What is measured of the new side, held against the old one; without it nothing is. */
  compare: compareSchema.optional(),
  /** A side that has no traffic, or no more, is kept for so long: then it is a finding, with what it costs. */
  keepIdle: strictObject({
    hours: z.number().positive().max(8_760).default(defaults.keepIdleHours),
    /** What an instance costs an hour, by its type, in a currency of your choice. */
    hourlyPrices: z.record(z.string(), z.number().min(0)).default({}),
  }).prefault({}),
}).superRefine((environment, context) => {
  const { listeners } = environment;
  const placeholders = placeholderPorts(environment);
  const all = [...new Set(listeners.map((each) => each.port)), ...placeholders];
  for (const twice of all.filter((each, index) => all.indexOf(each) !== index))
    context.addIssue({ code: "custom", path: ["listeners"], message: `port ${twice} is used twice` });
  if (listeners.length > 0 && placeholders.length === 0)
    context.addIssue({
      code: "custom",
      path: ["listeners"],
      message:
        "no placeholders; expected one pair of ports for each target group, at one of the listeners or rules that forward to it",
    });
  const { compare, bake, strategy } = environment;
  if (compare !== undefined) refuseTooShort(bake.seconds, strategy, context);
  refuseUnheard(environment, context);
  refuseAfterItself(environment, context);
});

const oneSidedSchema = strictObject({
  ...common,
  sides: z.literal(1),
  follows: oneSidedFollowsSchema.optional(),
  /** Only for checks: a group's target groups are known without. */
  loadBalancer: loadBalancer.optional(),
  listeners: z.array(strictObject(production)).default([]),
}).superRefine((environment, context) => {
  if (environment.listeners.length > 0 && environment.loadBalancer === undefined)
    context.addIssue({ code: "custom", path: ["loadBalancer"], message: "expected the one whose listeners these are" });
  refuseUnheard(environment, context);
  refuseAfterItself(environment, context);
});

/** What an environment's file may say. */
export const registrationSchema = z.union([environmentSchema, oneSidedSchema]);

/** One deployed service in one stage, account and region, as `sarcelle env apply` registers it. Times are in seconds. */
export type Environment = Readonly<z.infer<typeof environmentSchema>>;
export type EnvironmentListener = Environment["listeners"][number];
export type Check = Environment["checks"][number];

/** An environment that has no second side, and gets none: its instances are replaced where they stand. */
export type OneSided = Readonly<z.infer<typeof oneSidedSchema>>;
/** Whatever is registered. */
export type AnyEnvironment = Environment | OneSided;

export type Side = "blue" | "green";
/** Green for blue, and blue for green. */
export const otherSide = (side: Side): Side => (side === "blue" ? "green" : "blue");

const isOneSided = (json: unknown): boolean => isRecord(json) && json.sides === 1;

/** Parses a registration, of one side or two; throws `InvalidInput` that names every wrong field. */
export const parseRegistration = (json: unknown, origin: string): AnyEnvironment => {
  const parsed = isOneSided(json) ? oneSidedSchema.safeParse(json) : environmentSchema.safeParse(json);
  if (!parsed.success) throw new InvalidInput(`${origin} is not a valid environment: ${explain(parsed.error)}.`);
  return parsed.data;
};

/** The environment, if it has two sides; throws `OneSideOnly` with what there is to be done instead. */
export const twoSided = (environment: AnyEnvironment): Environment => {
  if (environment.sides === 2) return environment;
  const { name } = environment;
  throw new OneSideOnly(
    `Environment '${name}' is registered with one side (sides: 1), and this takes two. 'sarcelle rolling-update ${name} --release FILE' replaces its instances where they stand; for a second side register it without 'sides', and upgrade it. Nothing was changed.`,
  );
};

/** Parses the registration of an environment with two sides; throws `InvalidInput` that names every wrong field, or `OneSideOnly`. */
export const parseEnvironment = (json: unknown, origin: string): Environment =>
  twoSided(parseRegistration(json, origin));
