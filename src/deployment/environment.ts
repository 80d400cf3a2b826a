import * as z from "zod";
import { InvalidInput } from "../errors.ts";
import { checkSchema } from "./check.ts";
import { defaults } from "./defaults.ts";
import { hookSchema } from "./hook.ts";
import { regionPattern } from "./region.ts";
import { explain, port, strictObject } from "./schema.ts";
import { allAtOnce, strategySchema } from "./strategy.ts";

const seconds = (fallback: number) => z.int().min(1).max(86_400).default(fallback);

const listener = strictObject({
  /** The production listener's port. */
  port,
  /** The priority of the rule that forwards to the service, where that is not the listener's default action. */
  priority: z.int().min(1).max(50_000).optional(),
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
  readonly listeners: readonly Pick<z.infer<typeof listener>, "placeholders">[];
}): readonly number[] =>
  listeners.flatMap(({ placeholders: pair }) => (pair === undefined ? [] : [pair.blue, pair.green]));

const environmentSchema = strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "expected lower-case letters, digits and hyphens, at most 63"),
  account: z.string().regex(/^\d{12}$/, "expected an AWS account id, 12 digits in quotes"),
  region: z.string().regex(regionPattern, "expected an AWS region such as eu-west-1"),
  stage: z.string().min(1),
  loadBalancer: z.string().regex(/^[A-Za-z0-9-]{1,32}$/, "expected the name of a load balancer"),
  /** The Auto Scaling group as it stood before the upgrade: the blue side. */
  group: z.string().min(1).max(249),
  listeners: z.array(listener).min(1),
  checks: z.array(checkSchema).default([]),
  hook: hookSchema.optional(),
  /** How traffic moves, unless a deployment says otherwise. */
  strategy: strategySchema.default(allAtOnce),
  copy: strictObject({
    /** The topics and other targets that hear of the twin what they hear of the live group: from its alarms, and from itself. */
    notifications: z.array(notified).default([]),
  }).prefault({}),
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
  }).prefault({}),
  /** A side that has no traffic, or no more, is kept for so long: then it is a finding, with what it costs. */
  keepIdle: strictObject({
    hours: z.number().positive().max(8_760).default(defaults.keepIdleHours),
    /** What an instance costs an hour, by its type, in a currency of your choice. */
    hourlyPrices: z.record(z.string(), z.number().min(0)).default({}),
  }).prefault({}),
}).superRefine(({ listeners, checks }, context) => {
  const placeholders = placeholderPorts({ listeners });
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
  for (const [index, each] of checks.entries())
    if (each.port !== undefined && !listeners.some((one) => one.port === each.port))
      context.addIssue({
        code: "custom",
        path: ["checks", index, "port"],
        message: `no listener has port ${each.port}`,
      });
});

/** One deployed service in one stage, account and region, as `sarcelle env apply` registers it. Times are in seconds. */
export type Environment = Readonly<z.infer<typeof environmentSchema>>;
export type EnvironmentListener = Environment["listeners"][number];
export type Check = Environment["checks"][number];

export type Side = "blue" | "green";
/** Green for blue, and blue for green. */
export const otherSide = (side: Side): Side => (side === "blue" ? "green" : "blue");

/** Parses a registration; throws `InvalidInput` that names every wrong field. */
export const parseEnvironment = (json: unknown, origin: string): Environment => {
  const parsed = environmentSchema.safeParse(json);
  if (!parsed.success) throw new InvalidInput(`${origin} is not a valid environment: ${explain(parsed.error)}.`);
  return parsed.data;
};
