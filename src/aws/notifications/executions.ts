/** The executions that deployments and rollbacks run in: where they are, and how they stand. */
import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  ListExecutionsCommand,
  type SFNClient,
} from "@aws-sdk/client-sfn";
import type { Journal } from "../../changes/journal.ts";
import { environmentVariable } from "../../env.ts";
import type { EndedRun } from "../../notifications/ends.ts";
import { executionOf } from "../../notifications/news.ts";
import { executionArnOf } from "../execution.ts";

const blueGreen = () => environmentVariable("BLUE_GREEN_STATE_MACHINE_ARN");
const rollingUpdate = () => environmentVariable("ROLLING_UPDATE_STATE_MACHINE_ARN");
const rollback = () => environmentVariable("ROLLBACK_STATE_MACHINE_ARN");

/** The machine in which deployments of an action run. */
const machineOf = (action: string): string =>
  action === "rolling-update" ? rollingUpdate() : action === "rollback" ? rollback() : blueGreen();

/** The ARN of an execution that had the journal: the deployment's own, or that of a rollback. */
export const executionArnIn = ({ deployment }: Journal, name: string): string =>
  executionArnOf(name === deployment.id ? machineOf(deployment.action) : rollback(), name);

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

/**
 * The executions that failed since then, of the last hundred of each machine: what is refused ends as it begins, and leaves nothing in the
 * table. AWS sends the events of their ends as well as it can, and no better.
 * https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export const failedSince = async (machines: SFNClient, since: number): Promise<readonly string[]> => {
  const lists = await Promise.all(
    [blueGreen(), rollingUpdate(), rollback()].map((stateMachineArn) =>
      machines.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: "FAILED", maxResults: 100 })),
    ),
  );
  return lists
    .flatMap(({ executions = [] }) => executions)
    .filter(({ stopDate }) => stopDate !== undefined && stopDate.getTime() >= since)
    .flatMap(({ executionArn }) => executionArn ?? []);
};
