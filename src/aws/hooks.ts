import { GetFunctionConfigurationCommand, type LambdaClient, ResourceNotFoundException } from "@aws-sdk/client-lambda";
import type { AnyEnvironment, Environment } from "../deployment/environment.ts";
import { type CalledHook, callableHooks, calledHook, requireCallable } from "../deployment/hook.ts";
import { environmentVariable } from "../env.ts";
import { HookNotCallable } from "../errors.ts";

/** What Sarcelle's first function is told when it is deployed: the hooks that it may call beside those of its prefix. */
const variable = "HOOKS";

/** The hooks that this function's deployment may call. */
export const callableHere = async (): Promise<readonly string[]> => callableHooks(environmentVariable(variable));

/** The hooks that a deployed stack may call, as its function `preflight` is told. */
export const callableThere = async (client: LambdaClient, FunctionName: string): Promise<readonly string[]> => {
  const { Environment } = await client.send(new GetFunctionConfigurationCommand({ FunctionName }));
  return callableHooks(Environment?.Variables?.[variable] ?? "none");
};

/** Throws `HookNotCallable` if a function that the registration names may not be called, or does not exist. */
const requireFunction = async (
  name: string,
  { account, region }: Pick<Environment, "account" | "region">,
  client: LambdaClient,
  callable: () => Promise<readonly string[]>,
): Promise<void> => {
  requireCallable(name, { account, region }, await callable());
  try {
    await client.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    throw new HookNotCallable(
      `The environment's hook ${name} does not exist (${error.message}). Nothing was changed. Make the function, or take 'hook' out of the registration, and start again.`,
    );
  }
};

/** The environment's hook as the machine calls it, if it has one. Throws `HookNotCallable` if it may not be called, or does not exist. */
export const requireHook = async (
  environment: Pick<Environment, "hook" | "account" | "region">,
  client: LambdaClient,
  callable: () => Promise<readonly string[]>,
): Promise<CalledHook | undefined> => {
  const { hook } = environment;
  if (hook === undefined) return undefined;
  await requireFunction(hook.function, environment, client, callable);
  return calledHook(hook);
};

/** Throws `HookNotCallable` if the function that knows the environment's cluster may not be called, or does not exist. */
export const requireClusterHook = async (
  environment: Pick<AnyEnvironment, "rolling" | "account" | "region">,
  client: LambdaClient,
  callable: () => Promise<readonly string[]>,
): Promise<void> => {
  const { hook } = environment.rolling;
  if (hook !== undefined) await requireFunction(hook.function, environment, client, callable);
};
