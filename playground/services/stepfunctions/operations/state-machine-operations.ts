import type {
  CreateStateMachineCommandInput,
  CreateStateMachineCommandOutput,
  DeleteStateMachineCommandInput,
  DeleteStateMachineCommandOutput,
  DescribeStateMachineCommandInput,
  DescribeStateMachineCommandOutput,
  DescribeStateMachineForExecutionCommandInput,
  DescribeStateMachineForExecutionCommandOutput,
  ListStateMachinesCommandInput,
  ListStateMachinesCommandOutput,
  UpdateStateMachineCommandInput,
  UpdateStateMachineCommandOutput,
} from "@aws-sdk/client-sfn";
import { NotEmulated } from "../../../world/aws-error.ts";
import { operation, type Surroundings } from "../../../world/service.ts";
import type { ExecutionStore } from "../executions.ts";
import type { Revision } from "../interpreter/execution.ts";
import { listPage } from "../lists.ts";
import { checkArn, checkEnum, stateMachineArn } from "../names.ts";
import type { StateMachineStore } from "../state-machines.ts";
import { tagRecord } from "./tag-operations.ts";

const on = (action: string, resource: string | undefined) => [
  { action: `states:${action}`, resource: resource ?? "*" },
];

/** What a state machine has without asking for it: no logs, no tracing, AWS's own key. */
const defaults = {
  loggingConfiguration: { level: "OFF", includeExecutionData: false },
  tracingConfiguration: { enabled: false },
  encryptionConfiguration: { type: "AWS_OWNED_KEY" },
} as const;

const describeRevision = ({ arn, name, definitionText, roleArn, revisionId }: Revision) => ({
  stateMachineArn: arn,
  name,
  definition: definitionText,
  roleArn,
  revisionId,
  ...defaults,
});

export const stateMachineOperations = (
  surroundings: Surroundings,
  machines: StateMachineStore,
  executions: ExecutionStore,
) => ({
  CreateStateMachine: operation<CreateStateMachineCommandInput, CreateStateMachineCommandOutput>({
    accepts: ["name", "definition", "roleArn", "type", "tags"],
    needs: ({ name }) => on("CreateStateMachine", stateMachineArn(surroundings, name ?? "*")),
    run({ name = "", definition = "", roleArn = "", type, tags = [] }) {
      checkEnum("type", type, ["STANDARD", "EXPRESS"]);
      if (type === "EXPRESS") throw new NotEmulated("state machines of type EXPRESS");
      const machine = machines.create({ name, definition, roleArn, tags: tagRecord({}, tags) });
      return { stateMachineArn: machine.arn, creationDate: new Date(machine.creationDate) };
    },
  }),

  UpdateStateMachine: operation<UpdateStateMachineCommandInput, UpdateStateMachineCommandOutput>({
    accepts: ["stateMachineArn", "definition", "roleArn"],
    needs: (input) => on("UpdateStateMachine", input.stateMachineArn),
    run({ stateMachineArn: arn = "", definition, roleArn }) {
      const { updateDate, revisionId } = machines.update(arn, { definition, roleArn });
      return { updateDate: new Date(updateDate), revisionId };
    },
  }),

  DescribeStateMachine: operation<DescribeStateMachineCommandInput, DescribeStateMachineCommandOutput>({
    accepts: ["stateMachineArn"],
    needs: (input) => on("DescribeStateMachine", input.stateMachineArn),
    run({ stateMachineArn: arn = "" }) {
      const machine = machines.seen(arn);
      return {
        ...describeRevision(machine),
        type: "STANDARD",
        status: machine.status,
        creationDate: new Date(machine.creationDate),
      };
    },
  }),

  DescribeStateMachineForExecution: operation<
    DescribeStateMachineForExecutionCommandInput,
    DescribeStateMachineForExecutionCommandOutput
  >({
    accepts: ["executionArn"],
    needs: (input) => on("DescribeStateMachineForExecution", input.executionArn),
    run({ executionArn = "" }) {
      const { revision } = executions.get(executionArn);
      return { ...describeRevision(revision), updateDate: new Date(revision.updateDate) };
    },
  }),

  ListStateMachines: operation<ListStateMachinesCommandInput, ListStateMachinesCommandOutput>({
    accepts: ["maxResults", "nextToken"],
    run(input) {
      const { items, next } = listPage(machines.records.seenValues(), input, surroundings.pageSize);
      const stateMachines = items.map(({ arn, name, creationDate }) => ({
        stateMachineArn: arn,
        name,
        type: "STANDARD" as const,
        creationDate: new Date(creationDate),
      }));
      return { stateMachines, nextToken: next };
    },
  }),

  DeleteStateMachine: operation<DeleteStateMachineCommandInput, DeleteStateMachineCommandOutput>({
    accepts: ["stateMachineArn"],
    needs: (input) => on("DeleteStateMachine", input.stateMachineArn),
    run({ stateMachineArn: arn = "" }) {
      checkArn(arn, "stateMachine");
      const machine = machines.records.get(arn);
      if (machine === undefined) return {};
      const running = executions.of(arn).filter((execution) => execution.record().status === "RUNNING");
      if (running.length === 0) machines.records.remove(arn);
      else machines.records.put(arn, { ...machine, status: "DELETING" });
      // "On the next state transition, the state machine's executions are terminated."
      for (const execution of running) execution.stopAtNextTransition();
      return {};
    },
  }),
});
