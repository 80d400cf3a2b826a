import type { AnyOperation } from "../../world/service.ts";
import type { LambdaContext } from "./context.ts";
import { getFunction } from "./operations/get-function.ts";
import { getFunctionConfiguration } from "./operations/get-function-configuration.ts";
import { invoke } from "./operations/invoke.ts";
import { listEventSourceMappings } from "./operations/list-event-source-mappings.ts";
import { listFunctions } from "./operations/list-functions.ts";

/** Lambda's operations, by name. */
export const lambdaOperations = (lambda: LambdaContext): Readonly<Record<string, AnyOperation>> => ({
  Invoke: invoke(lambda),
  GetFunction: getFunction(lambda),
  GetFunctionConfiguration: getFunctionConfiguration(lambda),
  ListFunctions: listFunctions(lambda),
  ListEventSourceMappings: listEventSourceMappings(lambda),
});
