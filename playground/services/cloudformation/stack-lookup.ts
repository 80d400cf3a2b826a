import { AwsError } from "../../world/aws-error.ts";
import type { CloudFormationContext } from "./context.ts";
import type { Stack } from "./stack.ts";

/** CloudFormation's word for all that is wrong with a request. */
export const stackValidationError = (message: string): AwsError => new AwsError("ValidationError", message);

/** A stack by its name or, also when it is deleted, by its id. */
export const findStack = ({ stacks }: CloudFormationContext, nameOrId = ""): Stack | undefined =>
  stacks.get(nameOrId) ??
  [...stacks.values()].find(({ name, status }) => name === nameOrId && status !== "DELETE_COMPLETE");

/** The same. Throws ValidationError in the words of the operation that asks. */
export const stackNamed = (
  cloudFormation: CloudFormationContext,
  nameOrId: string | undefined,
  words: (name: string) => string = (name) => `Stack [${name}] does not exist`,
): Stack => {
  const found = findStack(cloudFormation, nameOrId);
  if (found === undefined) throw stackValidationError(words(nameOrId ?? ""));
  return found;
};
