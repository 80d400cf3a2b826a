import { DescribeExecutionCommand, ExecutionDoesNotExist, type SFNClient } from "@aws-sdk/client-sfn";

/** How an execution ended, as its event or its description tells. */
export interface ExecutionEnd {
  readonly name: string;
  readonly status: string;
  /** Its input, as it was given. */
  readonly input: string;
}

/** How the execution of that name in that state machine ended; "runs" if it has not, undefined if there is none. */
export const executionEnd = async (
  machines: SFNClient,
  stateMachineArn: string,
  name: string,
): Promise<ExecutionEnd | "runs" | undefined> => {
  const executionArn = `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
  try {
    const { status = "", input = "" } = await machines.send(new DescribeExecutionCommand({ executionArn }));
    return status === "RUNNING" ? "runs" : { name, status, input };
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return undefined;
    throw error;
  }
};
