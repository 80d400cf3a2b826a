import type { ExecutionRecord } from "./interpreter/execution-record.ts";

/** An execution as ListExecutions shows it, and DescribeExecution begins. */
export const executionSummary = (record: ExecutionRecord) => ({
  executionArn: record.executionArn,
  stateMachineArn: record.stateMachineArn,
  name: record.name,
  status: record.status,
  redriveCount: record.redriveCount,
  ...dates(record),
});

const dates = ({ startDate, stopDate, redriveDate }: ExecutionRecord) => ({
  startDate: new Date(startDate),
  ...(stopDate === undefined ? {} : { stopDate: new Date(stopDate) }),
  ...(redriveDate === undefined ? {} : { redriveDate: new Date(redriveDate) }),
});
