import type { AnyOperation } from "../../world/service.ts";
import type { StsContext } from "./context.ts";
import { assumeRole } from "./operations/assume-role.ts";
import { getCallerIdentity } from "./operations/get-caller-identity.ts";

/** STS's operations, by name. */
export const stsOperations = (sts: StsContext): Readonly<Record<string, AnyOperation>> => ({
  GetCallerIdentity: getCallerIdentity(sts),
  AssumeRole: assumeRole(sts),
});
