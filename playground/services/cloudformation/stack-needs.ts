import type { Tag } from "@aws-sdk/client-cloudformation";
import type { AnyOperation, Need } from "../../world/service.ts";
import type { CloudFormationContext } from "./context.ts";
import type { Stack } from "./stack.ts";
import { findStack } from "./stack-lookup.ts";

interface OnStack {
  readonly StackName?: string | undefined;
  readonly ChangeSetName?: string | undefined;
  readonly Tags?: readonly Tag[] | undefined;
}

const record = (tags: readonly Tag[]): Readonly<Record<string, string>> =>
  Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));

/** A change set that is named by its ARN says of which stack it is. */
const stackOf = (cloudFormation: CloudFormationContext, { StackName, ChangeSetName }: OnStack): Stack | undefined =>
  StackName === undefined
    ? [...cloudFormation.stacks.values()].find(({ changeSets }) =>
        [...changeSets.values()].some(({ id }) => id === ChangeSetName),
      )
    : findStack(cloudFormation, StackName);

const stackNeed = (cloudFormation: CloudFormationContext, action: string, input: OnStack): Need => {
  const { account, region } = cloudFormation.surroundings;
  const { StackName = "*", ChangeSetName, Tags } = input;
  const found = stackOf(cloudFormation, input);
  const arn = StackName.startsWith("arn:")
    ? StackName
    : `arn:aws:cloudformation:${region}:${account}:stack/${StackName}/*`;
  const isOnOne = input.StackName !== undefined || ChangeSetName !== undefined;
  return {
    action: `cloudformation:${action}`,
    resource: found?.id ?? (isOnOne ? arn : "*"),
    tags: record(found?.request?.tags ?? []),
    ...(Tags === undefined ? {} : { requestTags: record(Tags) }),
  };
};

/**
 * Whatever takes a stack's name needs the right to that stack, as it is tagged; to all of them if it names none.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
 */
export const withStackNeeds = (
  cloudFormation: CloudFormationContext,
  operations: Readonly<Record<string, AnyOperation>>,
): Readonly<Record<string, AnyOperation>> =>
  Object.fromEntries(
    Object.entries(operations).map(([name, definition]) => [
      name,
      definition.accepts.includes("StackName")
        ? { ...definition, needs: (input: OnStack) => [stackNeed(cloudFormation, name, input)] }
        : definition,
    ]),
  );
