import type {
  CreateStackCommandInput,
  CreateStackCommandOutput,
  DeleteStackCommandInput,
  DeleteStackCommandOutput,
  DescribeStacksCommandInput,
  DescribeStacksCommandOutput,
  ListStacksCommandInput,
  ListStacksCommandOutput,
  Stack as SdkStack,
  UpdateStackCommandInput,
  UpdateStackCommandOutput,
} from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../../world/aws-error.ts";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import { changesBetween, isChange } from "../changes.ts";
import type { CloudFormationContext } from "../context.ts";
import { checkCapabilities, requestOf, templateOf } from "../request.ts";
import type { Stack } from "../stack.ts";
import { findStack, stackNamed, stackValidationError } from "../stack-lookup.ts";
import { addStack, checkCanChange, createStackFrom, deleteStackWhole, updateStackTo } from "../stack-work.ts";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html */
export const createStack = (cloudFormation: CloudFormationContext) =>
  operation<CreateStackCommandInput, CreateStackCommandOutput>({
    accepts: [
      ...([
        "StackName",
        "TemplateBody",
        "TemplateURL",
        "Parameters",
        "Tags",
        "Capabilities",
        "NotificationARNs",
      ] as const),
      ...(["OnFailure", "DisableRollback", "RetainExceptOnCreate", "EnableTerminationProtection"] as const),
    ],
    run(input) {
      const { StackName = "", OnFailure, DisableRollback, RetainExceptOnCreate = false } = input;
      if (findStack(cloudFormation, StackName) !== undefined)
        throw new AwsError("AlreadyExistsException", `Stack [${StackName}] already exists`);
      const request = requestOf(cloudFormation, input);
      checkCapabilities(templateOf(cloudFormation, request, { id: "", name: StackName }), request);
      const stack = addStack(cloudFormation, StackName);
      stack.terminationProtection = input.EnableTerminationProtection ?? false;
      createStackFrom(cloudFormation, stack, {
        request,
        template: templateOf(cloudFormation, request, stack),
        onFailure: DisableRollback === true ? "DO_NOTHING" : (OnFailure ?? "ROLLBACK"),
        retainExceptOnCreate: RetainExceptOnCreate,
      });
      return { StackId: stack.id };
    },
  });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html */
export const updateStack = (cloudFormation: CloudFormationContext) =>
  operation<UpdateStackCommandInput, UpdateStackCommandOutput>({
    accepts: [
      ...(["StackName", "TemplateBody", "TemplateURL", "UsePreviousTemplate", "Parameters", "Tags"] as const),
      ...(["Capabilities", "NotificationARNs", "RetainExceptOnCreate"] as const),
    ],
    run(input) {
      const stack = stackNamed(cloudFormation, input.StackName);
      checkCanChange(stack);
      const request = requestOf(cloudFormation, input, stack);
      const template = templateOf(cloudFormation, request, stack);
      checkCapabilities(template, request);
      const changes = changesBetween(stack.template, template, stack.resources, new Set());
      if (!isChange(stack.template, template, changes)) throw stackValidationError("No updates are to be performed.");
      updateStackTo(cloudFormation, stack, {
        request,
        template,
        retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
      });
      return { StackId: stack.id };
    },
  });

/** A stack that is not there is deleted. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html */
export const deleteStack = (cloudFormation: CloudFormationContext) =>
  operation<DeleteStackCommandInput, DeleteStackCommandOutput>({
    accepts: ["StackName"],
    run({ StackName }) {
      const stack = findStack(cloudFormation, StackName);
      if (stack === undefined || stack.status === "DELETE_COMPLETE" || stack.status === "DELETE_IN_PROGRESS") return {};
      if (stack.terminationProtection)
        throw stackValidationError(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
      if (stack.status.endsWith("_IN_PROGRESS") && stack.status !== "REVIEW_IN_PROGRESS")
        throw stackValidationError(`Stack [${stack.name}] cannot be deleted while in status ${stack.status}`);
      deleteStackWhole(cloudFormation, stack);
      return {};
    },
  });

const described = (stack: Stack): SdkStack => ({
  StackId: stack.id,
  StackName: stack.name,
  CreationTime: new Date(stack.createdAt),
  StackStatus: stack.status,
  DisableRollback: false,
  EnableTerminationProtection: stack.terminationProtection,
  NotificationARNs: [],
  RollbackConfiguration: {},
  DriftInformation: { StackDriftStatus: "NOT_CHECKED" },
  Capabilities: [...(stack.request?.capabilities ?? [])] as NonNullable<SdkStack["Capabilities"]>,
  Parameters: Object.entries(stack.request?.parameters ?? {}).map(([ParameterKey, ParameterValue]) => ({
    ParameterKey,
    ParameterValue,
  })),
  Tags: (stack.request?.tags ?? []).map((tag) => ({ ...tag })),
  Outputs: Object.entries(stack.outputs).map(([OutputKey, value]) => ({
    OutputKey,
    OutputValue: String(value),
    Description: stack.template?.outputs[OutputKey]?.Description as string | undefined,
  })),
  Description: stack.template?.description,
  StackStatusReason: stack.reason,
  LastUpdatedTime: stack.updatedAt === undefined ? undefined : new Date(stack.updatedAt),
  DeletionTime: stack.deletedAt === undefined ? undefined : new Date(stack.deletedAt),
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html */
export const describeStacks = (cloudFormation: CloudFormationContext) =>
  operation<DescribeStacksCommandInput, DescribeStacksCommandOutput>({
    accepts: ["StackName", "NextToken"],
    run({ StackName, NextToken }) {
      if (StackName !== undefined) {
        const stack = stackNamed(cloudFormation, StackName, (name) => `Stack with id ${name} does not exist`);
        return { Stacks: [described(stack)] };
      }
      const alive = [...cloudFormation.stacks.values()].filter(({ status }) => status !== "DELETE_COMPLETE");
      const { items, next } = page(alive, NextToken, undefined, cloudFormation.surroundings.pageSize);
      return { Stacks: items.map(described), NextToken: next };
    },
  });

/** Newest first, with the deleted ones. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStacks.html */
export const listStacks = (cloudFormation: CloudFormationContext) =>
  operation<ListStacksCommandInput, ListStacksCommandOutput>({
    accepts: ["NextToken", "StackStatusFilter"],
    run({ NextToken, StackStatusFilter = [] }) {
      const wanted = [...cloudFormation.stacks.values()]
        .filter(({ status }) => StackStatusFilter.length === 0 || StackStatusFilter.includes(status))
        .toReversed();
      const { items, next } = page(wanted, NextToken, undefined, cloudFormation.surroundings.pageSize);
      const StackSummaries = items.map((stack) => {
        const { StackId, StackName, CreationTime, LastUpdatedTime, DeletionTime, StackStatus, StackStatusReason } =
          described(stack);
        const told = {
          StackId,
          StackName,
          CreationTime,
          LastUpdatedTime,
          DeletionTime,
          StackStatus,
          StackStatusReason,
        };
        return { ...told, TemplateDescription: stack.template?.description };
      });
      return { StackSummaries, NextToken: next };
    },
  });
