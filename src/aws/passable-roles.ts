import { GetFunctionConfigurationCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { passableRoles } from "../deployment/passed-roles.ts";
import { environmentVariable } from "../env.ts";

/** What Sarcelle's first function is told when it is deployed: the roles that may be passed on. */
const variable = "PASSABLE_ROLES";

/** The roles that this function's deployment may pass on. */
export const passableHere = async (): Promise<readonly string[]> => passableRoles(environmentVariable(variable));

/** The roles that a deployed stack may pass on, as its function `preflight` is told. */
export const passableThere = async (client: LambdaClient, FunctionName: string): Promise<readonly string[]> => {
  const { Environment } = await client.send(new GetFunctionConfigurationCommand({ FunctionName }));
  return passableRoles(Environment?.Variables?.[variable] ?? "none");
};
