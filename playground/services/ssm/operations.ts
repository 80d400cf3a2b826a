import type { AnyOperation } from "../../world/service.ts";
import type { SsmContext } from "./context.ts";
import { deleteParameter } from "./operations/delete-parameter.ts";
import { getParameter, getParameters } from "./operations/get-parameters.ts";
import { putParameter } from "./operations/put-parameter.ts";

/** Systems Manager's operations, by name. */
export const ssmOperations = (context: SsmContext): Readonly<Record<string, AnyOperation>> => ({
  PutParameter: putParameter(context),
  GetParameter: getParameter(context),
  GetParameters: getParameters(context),
  DeleteParameter: deleteParameter(context),
});
