import type { ServiceEvent } from "../../world/service.ts";
import type { ExecutionRecord } from "./interpreter/execution-record.ts";
import { redrivability } from "./interpreter/redrivability.ts";

// An event is at most 256 KiB: AWS leaves input and output out when they take more than 248 KiB together.
const largestData = 248 * 1024;

/** The event that EventBridge gets at every change of an execution's status. */
export const statusChange = (record: ExecutionRecord, now: number): ServiceEvent => {
  const { input, output, stopDate, redriveDate } = record;
  const included = Buffer.byteLength(input) + Buffer.byteLength(output ?? "") <= largestData;
  const reason = redrivability(record, now);
  return {
    source: "aws.states",
    detailType: "Step Functions Execution Status Change",
    resources: [record.executionArn],
    detail: {
      executionArn: record.executionArn,
      stateMachineArn: record.stateMachineArn,
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      name: record.name,
      status: record.status,
      startDate: record.startDate,
      stopDate: stopDate ?? null,
      input: included ? input : null,
      inputDetails: { included },
      output: included ? (output ?? null) : null,
      outputDetails: output === undefined ? null : { included },
      error: record.error ?? null,
      cause: record.cause ?? null,
      redriveCount: record.redriveCount,
      redriveDate: redriveDate ?? null,
      redriveStatus: reason === undefined ? "REDRIVABLE" : "NOT_REDRIVABLE",
      redriveStatusReason: reason ?? null,
    },
  };
};
