import type { AnyOperation, Surroundings } from "../../world/service.ts";
import { describeRepositories } from "./operations/describe-repositories.ts";

/** ECR's operations, by name. */
export const ecrOperations = (
  surroundings: Pick<Surroundings, "account" | "region">,
): Readonly<Record<string, AnyOperation>> => ({
  DescribeRepositories: describeRepositories(surroundings),
});
