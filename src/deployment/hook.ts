/** A function of the environment's own that judges the idle side before it gets traffic: called with a task token, which it answers. */
import * as z from "zod";
import { HookNotCallable } from "../errors.ts";
import { defaults } from "./defaults.ts";
import { strictObject } from "./schema.ts";

/** A name with the prefix that every deployment of Sarcelle may call, or an ARN; either with a version or an alias, or without. */
const nameOrArn =
  /^(sarcelle-hook-[\w-]{1,50}|arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]{1,64})(:[\w-]{1,128})?$/;

/** A function that Sarcelle may be let call. */
export const functionName = z
  .string()
  .regex(nameOrArn, "expected the name of a function that begins with sarcelle-hook-, or the ARN of one");

const seconds = z.int().max(86_400);

export const hookSchema = strictObject({
  function: functionName,
  /** How long it may take to answer, in seconds. */
  timeout: seconds.min(2).default(defaults.hookTimeoutSeconds),
  /** How long it may say nothing, in seconds, once it is called: then it must send heartbeats. By default as long as it may take. */
  heartbeat: seconds.min(1).optional(),
}).refine(({ timeout, heartbeat }) => heartbeat === undefined || heartbeat < timeout, {
  path: ["heartbeat"],
  message: "expected less than the timeout",
});

/** A hook as the state machine calls it. */
export interface CalledHook {
  readonly function: string;
  readonly timeoutSeconds: number;
  /** Less than the other one, or Step Functions does not take it. https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html */
  readonly heartbeatSeconds: number;
}

/** How the machine calls a hook: one that is to send no heartbeats is missed once its whole time is over. */
export const calledHook = ({
  function: name,
  timeout,
  heartbeat = timeout,
}: z.infer<typeof hookSchema>): CalledHook => ({
  function: name,
  timeoutSeconds: Math.max(timeout, heartbeat + 1),
  heartbeatSeconds: heartbeat,
});

/** What every deployment of Sarcelle may call, by its name. */
const prefix = "sarcelle-hook-";

/** The ARNs of a deploy's parameter, as a function is told them: with commas between; `none`, which it is by default. */
export const callableHooks = (parameter: string): readonly string[] =>
  parameter === "none" ? [] : parameter.split(",").map((arn) => arn.trim());

/**
 * Throws `HookNotCallable` with the parameter to deploy Sarcelle with, unless the machine's role may call the function: one of the
 * environment's account and region whose name begins so, or one that the deployment was given.
 */
export const requireCallable = (
  name: string,
  { account, region }: { readonly account: string; readonly region: string },
  callable: readonly string[],
): void => {
  if (name.startsWith(prefix) || callable.includes(name)) return;
  const [, where, owner, bare = ""] = /:lambda:([^:]+):(\d+):function:(.*)$/.exec(name) ?? [];
  if (where === region && owner === account && bare.startsWith(prefix)) return;
  const may = ["those whose names begin with sarcelle-hook-", ...callable].join(", ");
  throw new HookNotCallable(
    `The environment's hook is ${name}; Sarcelle was deployed to call ${may}. Nothing was changed. Name the function ${prefix}…, or deploy Sarcelle with --param hooks=${[...callable, name].join(",")} and start again.`,
  );
};
