import type { AnyOperation } from "../../world/service.ts";
import type { CloudFormationContext } from "./context.ts";
import {
  createChangeSet,
  deleteChangeSet,
  describeChangeSet,
  executeChangeSet,
  listChangeSets,
} from "./operations/change-sets.ts";
import { describeEvents } from "./operations/describe-events.ts";
import { describeStackEvents } from "./operations/describe-stack-events.ts";
import { getStackPolicy, setStackPolicy } from "./operations/stack-policy.ts";
import { describeStackResource, describeStackResources, listStackResources } from "./operations/stack-resources.ts";
import { createStack, deleteStack, describeStacks, listStacks, updateStack } from "./operations/stacks.ts";
import { getTemplate, getTemplateSummary, validateTemplate } from "./operations/templates.ts";
import { updateTerminationProtection } from "./operations/update-termination-protection.ts";
import { withStackNeeds } from "./stack-needs.ts";

/** CloudFormation's operations, by name. */
export const cloudFormationOperations = (
  cloudFormation: CloudFormationContext,
): Readonly<Record<string, AnyOperation>> =>
  withStackNeeds(cloudFormation, {
    CreateStack: createStack(cloudFormation),
    UpdateStack: updateStack(cloudFormation),
    DeleteStack: deleteStack(cloudFormation),
    DescribeStacks: describeStacks(cloudFormation),
    ListStacks: listStacks(cloudFormation),
    CreateChangeSet: createChangeSet(cloudFormation),
    DescribeChangeSet: describeChangeSet(cloudFormation),
    ExecuteChangeSet: executeChangeSet(cloudFormation),
    DeleteChangeSet: deleteChangeSet(cloudFormation),
    ListChangeSets: listChangeSets(cloudFormation),
    DescribeStackEvents: describeStackEvents(cloudFormation),
    DescribeEvents: describeEvents(cloudFormation),
    DescribeStackResource: describeStackResource(cloudFormation),
    DescribeStackResources: describeStackResources(cloudFormation),
    ListStackResources: listStackResources(cloudFormation),
    GetTemplate: getTemplate(cloudFormation),
    GetTemplateSummary: getTemplateSummary(cloudFormation),
    ValidateTemplate: validateTemplate(cloudFormation),
    SetStackPolicy: setStackPolicy(cloudFormation),
    GetStackPolicy: getStackPolicy(cloudFormation),
    UpdateTerminationProtection: updateTerminationProtection(cloudFormation),
  });
