import type { CreateChangeSetCommandInput } from "@aws-sdk/client-cloudformation";
import { AwsError, NotEmulated } from "../../world/aws-error.ts";
import { uuid } from "../../world/random.ts";
import { changesBetween, isChange } from "./changes.ts";
import { lookForConflicts } from "./conflicts.ts";
import type { CloudFormationContext } from "./context.ts";
import { checkCapabilities, requestOf, templateOf } from "./request.ts";
import { type ChangeSet, enter, type Stack } from "./stack.ts";
import { findStack, stackValidationError } from "./stack-lookup.ts";
import { addStack, checkCanChange } from "./stack-work.ts";

/** How long CloudFormation looks at a change set, in milliseconds of the world. AWS names no time; it is seconds. */
const lookingTime = 4_000;

/** A change set by its name or ARN. Throws ChangeSetNotFoundException. */
export const changeSetNamed = (
  cloudFormation: CloudFormationContext,
  name = "",
  stackName: string | undefined,
): readonly [Stack, ChangeSet] => {
  const stacks = stackName === undefined ? [...cloudFormation.stacks.values()] : [findStack(cloudFormation, stackName)];
  for (const stack of stacks) {
    const found = stack?.changeSets.get(name) ?? [...(stack?.changeSets.values() ?? [])].find(({ id }) => id === name);
    if (stack !== undefined && found !== undefined) return [stack, found];
  }
  throw new AwsError("ChangeSetNotFoundException", `ChangeSet [${name}] does not exist`, { status: 404 });
};

const stackFor = (
  cloudFormation: CloudFormationContext,
  name: string,
  changeSetName: string,
  type: ChangeSet["type"],
): Stack => {
  const there = findStack(cloudFormation, name);
  if (type === "UPDATE") {
    if (there === undefined || there.status === "REVIEW_IN_PROGRESS")
      throw stackValidationError(`Stack [${name}] does not exist`);
    checkCanChange(there);
    return there;
  }
  if (there !== undefined && there.status !== "REVIEW_IN_PROGRESS") {
    const message = `Stack [${name}] already exists and cannot be created again with the changeSet [${changeSetName}].`;
    throw stackValidationError(message);
  }
  if (there !== undefined) return there;
  const stack = addStack(cloudFormation, name);
  enter(stack, cloudFormation.surroundings.clock.now(), "REVIEW_IN_PROGRESS", "User Initiated");
  return stack;
};

/** Begins to make a change set; what comes of it shows a while later. Throws AwsError. */
export const makeChangeSet = (cloudFormation: CloudFormationContext, input: CreateChangeSetCommandInput): ChangeSet => {
  const { StackName = "", ChangeSetName = "", ChangeSetType = "UPDATE" } = input;
  const { clock, random, account, region } = cloudFormation.surroundings;
  if (ChangeSetType !== "CREATE" && ChangeSetType !== "UPDATE")
    throw new NotEmulated(`change sets of type ${ChangeSetType}`);
  const known = findStack(cloudFormation, StackName);
  const request = requestOf(cloudFormation, input, known);
  // Read before anything is stored: a template that is wrong makes no stack.
  checkCapabilities(templateOf(cloudFormation, request, known ?? { id: "", name: StackName }), request);
  const earlier = known?.changeSets.get(ChangeSetName);
  if (earlier !== undefined && earlier.execution !== "EXECUTE_COMPLETE") {
    const message = `ChangeSet ${ChangeSetName} cannot be created due to a mismatch with existing attribute Template`;
    throw new AwsError("AlreadyExistsException", message);
  }
  const stack = stackFor(cloudFormation, StackName, ChangeSetName, ChangeSetType);
  const changeSet: ChangeSet = {
    id: `arn:aws:cloudformation:${region}:${account}:changeSet/${ChangeSetName}/${uuid(random)}`,
    name: ChangeSetName,
    type: ChangeSetType,
    createdAt: clock.now(),
    request,
    template: templateOf(cloudFormation, request, stack),
    description: input.Description,
    importsExisting: input.ImportExistingResources ?? false,
    imported: new Set(),
    changes: [],
    status: "CREATE_PENDING",
    reason: undefined,
    execution: "UNAVAILABLE",
    conflicts: [],
  };
  stack.changeSets.set(ChangeSetName, changeSet);
  const put = (changes: Partial<ChangeSet>) => {
    const current = stack.changeSets.get(ChangeSetName);
    if (current?.id === changeSet.id) stack.changeSets.set(ChangeSetName, { ...current, ...changes });
  };
  clock.after(lookingTime / 2, () => put({ status: "CREATE_IN_PROGRESS" }));
  clock.after(lookingTime, () => void lookedAt(cloudFormation, stack, changeSet).then(put));
  return changeSet;
};

/** What comes of a change set. */
const lookedAt = async (
  cloudFormation: CloudFormationContext,
  stack: Stack,
  { template, importsExisting }: ChangeSet,
): Promise<Partial<ChangeSet>> => {
  const { imported, conflicts } = await lookForConflicts(cloudFormation, template, stack, importsExisting);
  if (conflicts.length > 0) {
    const reason =
      "The following hook(s)/validation failed: [AWS::EarlyValidation::ResourceExistenceCheck]. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.";
    return { status: "FAILED", reason, conflicts };
  }
  const changes = changesBetween(stack.template, template, stack.resources, imported);
  if (!isChange(stack.template, template, changes)) {
    const reason =
      "The submitted information didn't contain changes. Submit different information to create a change set.";
    return { status: "FAILED", reason };
  }
  return { status: "CREATE_COMPLETE", execution: "AVAILABLE", changes, imported };
};
