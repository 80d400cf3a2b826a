import { createHash } from "node:crypto";
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  type SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";

/** How an execution ended, as its event or its description tells. */
export interface ExecutionEnd {
  readonly name: string;
  readonly status: string;
  /** Its input, as it was given. */
  readonly input: string;
  /** In milliseconds since the epoch, where it was asked for. */
  readonly endedAt?: number;
}

/** The ARN of the execution of that name in that state machine. */
export const executionArnOf = (stateMachineArn: string, name: string): string =>
  `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;

/** How the execution of that name in that state machine ended; "runs" if it has not, undefined if there is none. */
export const executionEnd = async (
  machines: SFNClient,
  stateMachineArn: string,
  name: string,
): Promise<ExecutionEnd | "runs" | undefined> => {
  const executionArn = executionArnOf(stateMachineArn, name);
  try {
    const { status = "", input = "", stopDate } = await machines.send(new DescribeExecutionCommand({ executionArn }));
    const endedAt = stopDate?.getTime();
    return status === "RUNNING" ? "runs" : { name, status, input, ...(endedAt === undefined ? {} : { endedAt }) };
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return undefined;
    throw error;
  }
};

/** Started already is as good, since the same event may be delivered more than once. */
export const startOnce = async (
  machines: SFNClient,
  stateMachineArn: string,
  name: string,
  input: object,
): Promise<void> => {
  try {
    await machines.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
};

/** A name within Step Functions' 80 characters: names that would be cut stay different. */
export const executionName = (name: string): string =>
  name.length <= 80 ? name : `${name.slice(0, 71)}-${createHash("sha256").update(name).digest("hex").slice(0, 8)}`;
