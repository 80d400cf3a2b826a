import { AwsError } from "../../world/aws-error.ts";
import type { Authorizer } from "../../world/neighbours.ts";
import { uuid } from "../../world/random.ts";
import { createRecords, type Records } from "../../world/records.ts";
import type { Surroundings } from "../../world/service.ts";
import type { Revision } from "./interpreter/execution.ts";
import type { Definition, State } from "./language/definition.ts";
import { refusal } from "./language/diagnostic.ts";
import { parseDefinition } from "./language/parse-definition.ts";
import { checkArn, checkLength, checkName, stateMachineArn } from "./names.ts";

/** A state machine. Times are milliseconds since the epoch. */
export interface StateMachine extends Revision {
  readonly status: "ACTIVE" | "DELETING";
  readonly creationDate: number;
  readonly tags: Readonly<Record<string, string>>;
}

export interface NewStateMachine {
  readonly name: string;
  /** The definition's JSON text. */
  readonly definition: string;
  readonly roleArn: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** The state machines of an account. Everything throws AwsError as the API would. */
export interface StateMachineStore {
  readonly records: Records<StateMachine>;
  create(request: NewStateMachine): StateMachine;
  update(
    arn: string,
    change: { readonly definition?: string | undefined; readonly roleArn?: string | undefined },
  ): StateMachine;
  /** The state machine, the truth. */
  get(arn: string): StateMachine;
  /** The state machine as a read sees it. */
  seen(arn: string): StateMachine;
}

const largestDefinition = 1_048_576;

export const createStateMachineStore = (surroundings: Surroundings, authorizer: Authorizer): StateMachineStore => {
  const { clock, random, region, account, lag } = surroundings;
  const records = createRecords<StateMachine>(clock, lag);

  const existing = (arn: string, machine: StateMachine | undefined): StateMachine => {
    if (machine === undefined) {
      throw new AwsError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
    }
    return machine;
  };

  const get = (arn: string): StateMachine => {
    checkArn(arn, "stateMachine");
    return existing(arn, records.get(arn));
  };

  const parse = (text: string, roleArn: string): Definition => {
    checkLength("definition", text, 1, largestDefinition);
    const { definition, diagnostics } = parseDefinition(text);
    if (definition === undefined) throw refusal(diagnostics);
    if (usesSync(definition)) checkManagedRule(roleArn);
    return definition;
  };

  // Step Functions learns of the end of a .sync execution from a rule that it manages under the machine's role, and checks
  // that role when the state machine is made. AWS, "IAM policies for starting Step Functions workflow executions".
  const checkManagedRule = (roleArn: string) => {
    const resource = `arn:aws:events:${region}:${account}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule`;
    for (const action of ["events:PutTargets", "events:PutRule", "events:DescribeRule"]) {
      try {
        authorizer.authorize(roleArn, { action, resource });
      } catch {
        throw new AwsError("AccessDeniedException", `'${roleArn}' is not authorized to create managed-rule.`);
      }
    }
  };

  return {
    records,
    create({ name, definition: definitionText, roleArn, tags = {} }) {
      checkName(name);
      checkRole(roleArn);
      const arn = stateMachineArn(surroundings, name);
      const definition = parse(definitionText, roleArn);
      const found = records.get(arn);
      if (found?.status === "DELETING") throw deleting(arn);
      if (found !== undefined) {
        // "If a following request has a different roleArn or tags, Step Functions will ignore these differences".
        if (found.definitionText === definitionText) return found;
        throw new AwsError("StateMachineAlreadyExists", `State Machine Already Exists: '${arn}'`);
      }
      const now = clock.now();
      const machine: StateMachine = {
        arn,
        name,
        roleArn,
        definition,
        definitionText,
        revisionId: uuid(random),
        status: "ACTIVE",
        creationDate: now,
        updateDate: now,
        tags,
      };
      records.put(arn, machine);
      return machine;
    },
    update(arn, { definition: definitionText, roleArn }) {
      const machine = get(arn);
      if (definitionText === undefined && roleArn === undefined) {
        const message =
          "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified";
        throw new AwsError("MissingRequiredParameter", message);
      }
      if (machine.status === "DELETING") throw deleting(arn);
      if (roleArn !== undefined) checkRole(roleArn);
      const role = roleArn ?? machine.roleArn;
      const text = definitionText ?? machine.definitionText;
      const updated: StateMachine = {
        ...machine,
        roleArn: role,
        definition: parse(text, role),
        definitionText: text,
        revisionId: uuid(random),
        updateDate: clock.now(),
      };
      records.put(arn, updated);
      return updated;
    },
    get,
    seen(arn) {
      checkArn(arn, "stateMachine");
      return existing(arn, records.seen(arn));
    },
  };
};

export const deleting = (arn: string): AwsError =>
  new AwsError("StateMachineDeleting", `State Machine is being deleted: '${arn}'`);

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
