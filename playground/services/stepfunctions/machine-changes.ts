/** Making and changing state machines. Everything throws AwsError as the API would. */

import { AwsError } from "../../world/aws-error.ts";
import { uuid } from "../../world/random.ts";
import type { StepFunctionsContext } from "./context.ts";
import type { Definition, State } from "./language/definition.ts";
import { refusal } from "./language/diagnostic.ts";
import { parseDefinition } from "./language/parse-definition.ts";
import { currentMachine, machineDeleting } from "./machine-lookup.ts";
import { checkLength, checkStatesName, stateMachineArn } from "./names.ts";
import type { StateMachine } from "./state-machine.ts";

export interface NewStateMachine {
  readonly name: string;
  /** The definition's JSON text. */
  readonly definition: string;
  readonly roleArn: string;
  readonly tags?: Readonly<Record<string, string>>;
}

const largestDefinition = 1_048_576;

/** Makes a state machine, or answers the one that is there if its definition is the same. */
export const makeMachine = (
  stepFunctions: StepFunctionsContext,
  { name, definition: definitionText, roleArn, tags = {} }: NewStateMachine,
): StateMachine => {
  const { surroundings, machines } = stepFunctions;
  checkStatesName(name);
  checkRole(roleArn);
  const arn = stateMachineArn(surroundings, name);
  const definition = parsed(stepFunctions, definitionText, roleArn);
  const found = machines.get(arn);
  if (found?.status === "DELETING") throw machineDeleting(arn);
  if (found !== undefined) {
    // "If a following request has a different roleArn or tags, Step Functions will ignore these differences".
    if (found.definitionText === definitionText) return found;
    throw new AwsError("StateMachineAlreadyExists", `State Machine Already Exists: '${arn}'`);
  }
  const now = surroundings.clock.now();
  const machine: StateMachine = {
    arn,
    name,
    roleArn,
    definition,
    definitionText,
    revisionId: uuid(surroundings.random),
    status: "ACTIVE",
    creationDate: now,
    updateDate: now,
    tags,
  };
  machines.put(arn, machine);
  return machine;
};

/** Changes definition or role; running executions keep what they began with. */
export const changeMachine = (
  stepFunctions: StepFunctionsContext,
  arn: string,
  { definition, roleArn }: { readonly definition?: string | undefined; readonly roleArn?: string | undefined },
): StateMachine => {
  const { clock, random } = stepFunctions.surroundings;
  const machine = currentMachine(stepFunctions, arn);
  if (definition === undefined && roleArn === undefined) {
    const message =
      "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified";
    throw new AwsError("MissingRequiredParameter", message);
  }
  if (machine.status === "DELETING") throw machineDeleting(arn);
  if (roleArn !== undefined) checkRole(roleArn);
  const role = roleArn ?? machine.roleArn;
  const text = definition ?? machine.definitionText;
  const updated: StateMachine = {
    ...machine,
    roleArn: role,
    definition: parsed(stepFunctions, text, role),
    definitionText: text,
    revisionId: uuid(random),
    updateDate: clock.now(),
  };
  stepFunctions.machines.put(arn, updated);
  return updated;
};

const parsed = (stepFunctions: StepFunctionsContext, text: string, roleArn: string): Definition => {
  checkLength("definition", text, 1, largestDefinition);
  const { definition, diagnostics } = parseDefinition(text);
  if (definition === undefined) throw refusal(diagnostics);
  if (usesSync(definition)) checkManagedRule(stepFunctions, roleArn);
  return definition;
};

// Step Functions learns of the end of a .sync execution from a rule that it manages under the machine's role, and checks
// that role when the state machine is made. AWS, "IAM policies for starting Step Functions workflow executions".
const checkManagedRule = ({ surroundings, authorizer }: StepFunctionsContext, roleArn: string) => {
  const { region, account } = surroundings;
  const resource = `arn:aws:events:${region}:${account}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule`;
  for (const action of ["events:PutTargets", "events:PutRule", "events:DescribeRule"]) {
    try {
      authorizer.authorize(roleArn, { action, resource });
    } catch {
      throw new AwsError("AccessDeniedException", `'${roleArn}' is not authorized to create managed-rule.`);
    }
  }
};

const checkRole = (roleArn: string): void => {
  if (/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/.test(roleArn)) return;
  throw new AwsError("InvalidArn", `Invalid Role Arn: '${roleArn}'`);
};

/** Whether any state, however deep, waits for an execution that it started. */
const usesSync = ({ states }: Pick<Definition, "states">): boolean =>
  [...states.values()].some((state: State) => {
    switch (state.type) {
      case "Task":
        return state.resource.kind === "states:startExecution" && state.resource.pattern === "sync:2";
      case "Parallel":
        return state.branches.some(usesSync);
      case "Map":
        return usesSync(state.itemProcessor);
      default:
        return false;
    }
  });
