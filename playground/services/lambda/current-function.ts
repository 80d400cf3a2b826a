import type { Need } from "../../world/service.ts";
import type { LambdaContext } from "./context.ts";
import { type FunctionRecord, findFunction, parseFunctionName } from "./functions.ts";

/** The function as it is, for who acts on it. Throws ResourceNotFoundException. */
export const currentFunction = ({ surroundings, records }: LambdaContext, name: string): FunctionRecord =>
  findFunction(records, "get", surroundings, name);

/** What a call on one function needs. */
export const functionNeeds =
  ({ surroundings: { account, region }, records }: LambdaContext, action: string) =>
  ({ FunctionName }: { FunctionName?: string | undefined }): readonly Need[] => {
    const { name } = parseFunctionName(FunctionName ?? "");
    const resource = `arn:aws:lambda:${region}:${account}:function:${name}`;
    return [{ action: `lambda:${action}`, resource, tags: records.get(name)?.tags ?? {} }];
  };
