import type { AnyOperation } from "../../world/service.ts";
import { describeRepositories } from "./operations/describe-repositories.ts";

/** ECR's operations, by name. */
export const ecrOperations = (account: string): Readonly<Record<string, AnyOperation>> => ({
  DescribeRepositories: describeRepositories(account),
});
