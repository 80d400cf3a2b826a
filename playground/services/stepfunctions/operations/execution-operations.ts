import type {
  DescribeExecutionCommandInput,
  DescribeExecutionCommandOutput,
  ListExecutionsCommandInput,
  ListExecutionsCommandOutput,
  StartExecutionCommandInput,
  StartExecutionCommandOutput,
  StopExecutionCommandInput,
  StopExecutionCommandOutput,
} from "@aws-sdk/client-sfn";
import { AwsError } from "../../../world/aws-error.ts";
import { operation, type Surroundings } from "../../../world/service.ts";
import type { ExecutionStore } from "../executions.ts";
import type { ExecutionRecord } from "../interpreter/execution-record.ts";
import { redrivability } from "../interpreter/redrivability.ts";
import { listPage } from "../lists.ts";
import { checkEnum, checkLength } from "../names.ts";
import type { StateMachineStore } from "../state-machines.ts";

const statuses = ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"];

const dates = ({ startDate, stopDate, redriveDate }: ExecutionRecord) => ({
  startDate: new Date(startDate),
  ...(stopDate === undefined ? {} : { stopDate: new Date(stopDate) }),
  ...(redriveDate === undefined ? {} : { redriveDate: new Date(redriveDate) }),
});

const summary = (record: ExecutionRecord) => ({
  executionArn: record.executionArn,
  stateMachineArn: record.stateMachineArn,
  name: record.name,
  status: record.status,
  redriveCount: record.redriveCount,
  ...dates(record),
});

const outcome = ({ output, error, cause }: ExecutionRecord) => ({
  ...(output === undefined ? {} : { output, outputDetails: { included: true } }),
  ...(error === undefined ? {} : { error }),
  ...(cause === undefined ? {} : { cause }),
});

export const executionOperations = (
  { clock, pageSize }: Surroundings,
  machines: StateMachineStore,
  executions: ExecutionStore,
) => ({
  StartExecution: operation<StartExecutionCommandInput, StartExecutionCommandOutput>({
    accepts: ["stateMachineArn", "name", "input"],
    needs: ({ stateMachineArn = "*" }) => [{ action: "states:StartExecution", resource: stateMachineArn }],
    run({ stateMachineArn = "", name, input }) {
      const { executionArn, startDate } = executions.start({ stateMachineArn, name, input });
      return { executionArn, startDate: new Date(startDate) };
    },
  }),

  DescribeExecution: operation<DescribeExecutionCommandInput, DescribeExecutionCommandOutput>({
    accepts: ["executionArn"],
    needs: ({ executionArn = "*" }) => [{ action: "states:DescribeExecution", resource: executionArn }],
    run({ executionArn = "" }) {
      const record = executions.seen(executionArn);
      const reason = redrivability(record, clock.now());
      return {
        ...summary(record),
        input: record.input,
        inputDetails: { included: true },
        ...outcome(record),
        ...(reason === undefined
          ? { redriveStatus: "REDRIVABLE" }
          : { redriveStatus: "NOT_REDRIVABLE", redriveStatusReason: reason }),
      };
    },
  }),

  ListExecutions: operation<ListExecutionsCommandInput, ListExecutionsCommandOutput>({
    accepts: ["stateMachineArn", "statusFilter", "maxResults", "nextToken"],
    needs: ({ stateMachineArn = "*" }) => [{ action: "states:ListExecutions", resource: stateMachineArn }],
    run({ stateMachineArn, statusFilter, maxResults, nextToken }) {
      if (stateMachineArn === undefined) {
        throw new AwsError("ValidationException", "Must provide either State Machine ARN or Map Run ARN", {
          details: { reason: "MISSING_REQUIRED_PARAMETER" },
        });
      }
      checkEnum("statusFilter", statusFilter, statuses);
      machines.get(stateMachineArn);
      const newestFirst = executions.records
        .seenValues()
        .filter((record) => record.stateMachineArn === stateMachineArn)
        .filter(({ status }) => statusFilter === undefined || status === statusFilter)
        .toReversed()
        .toSorted((a, b) => b.startDate - a.startDate);
      const { items, next } = listPage(newestFirst, { maxResults, nextToken }, pageSize);
      return { executions: items.map(summary), nextToken: next };
    },
  }),

  StopExecution: operation<StopExecutionCommandInput, StopExecutionCommandOutput>({
    accepts: ["executionArn", "error", "cause"],
    needs: ({ executionArn = "*" }) => [{ action: "states:StopExecution", resource: executionArn }],
    run({ executionArn = "", error, cause }) {
      checkLength("error", error ?? "", 0, 256);
      checkLength("cause", cause ?? "", 0, 32_768);
      const execution = executions.get(executionArn);
      execution.stop(error, cause);
      return { stopDate: new Date(execution.record().stopDate ?? clock.now()) };
    },
  }),
});
