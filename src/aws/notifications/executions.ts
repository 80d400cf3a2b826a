/** The executions that deployments and rollbacks run in: where they are, and how they stand. */
import { DescribeExecutionCommand, ExecutionDoesNotExist, type SFNClient } from "@aws-sdk/client-sfn";
import type { Journal } from "../../changes/journal.ts";
import { environmentVariable } from "../../env.ts";
import type { EndedRun } from "../../notifications/ends.ts";
import { executionOf } from "../../notifications/news.ts";
import { executionArnOf } from "../execution.ts";

/** The machine in which deployments of an action run. */
const machineOf = (action: string): string => {
  if (action === "rolling-update") return environmentVariable("ROLLING_UPDATE_STATE_MACHINE_ARN");
  if (action === "rollback") return environmentVariable("ROLLBACK_STATE_MACHINE_ARN");
  return environmentVariable("BLUE_GREEN_STATE_MACHINE_ARN");
};

/** The ARN of an execution that had the journal: the deployment's own, or that of a rollback. */
export const executionArnIn = ({ deployment }: Journal, name: string): string =>
  executionArnOf(
    name === deployment.id ? machineOf(deployment.action) : environmentVariable("ROLLBACK_STATE_MACHINE_ARN"),
    name,
  );

/** The executions that had the journal: the deployment's own, and that of the rollback which took it over. */
export const executionsOf = (journal: Journal): readonly string[] => [
  ...new Set([journal.deployment.id, executionOf(journal)]),
];

/** An execution as AWS describes it now. */
export interface DescribedExecution extends EndedRun {
  readonly arn: string;
  readonly input: string;
  readonly startedAt: number;
}

/** The execution; undefined if AWS knows none, or none any more. */
export const describeExecution = async (machines: SFNClient, arn: string): Promise<DescribedExecution | undefined> => {
  try {
    const described = await machines.send(new DescribeExecutionCommand({ executionArn: arn }));
    const { name = "", status = "", input = "", output, error, cause, startDate, stopDate } = described;
    const startedAt = startDate?.getTime() ?? 0;
    return { arn, name, status, input, output, error, cause, startedAt, endedAt: stopDate?.getTime() ?? startedAt };
  } catch (failure) {
    if (failure instanceof ExecutionDoesNotExist) return undefined;
    throw failure;
  }
};
