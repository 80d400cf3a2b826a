import { GetFunctionConfigurationCommand, type LambdaClient, ResourceNotFoundException } from "@aws-sdk/client-lambda";
import type { Environment } from "../deployment/environment.ts";
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

/** The environment's hook as the machine calls it, if it has one. Throws `HookNotCallable` if it may not be called, or does not exist. */
export const requireHook = async (
  { hook, account, region }: Pick<Environment, "hook" | "account" | "region">,
  client: LambdaClient,
  callable: () => Promise<readonly string[]>,
): Promise<CalledHook | undefined> => {
  if (hook === undefined) return undefined;
  requireCallable(hook.function, { account, region }, await callable());
  try {
    await client.send(new GetFunctionConfigurationCommand({ FunctionName: hook.function }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    throw new HookNotCallable(
      `The environment's hook ${hook.function} does not exist (${error.message}). Nothing was changed. Make the function, or take 'hook' out of the registration, and start again.`,
    );
  }
  return calledHook(hook);
};
