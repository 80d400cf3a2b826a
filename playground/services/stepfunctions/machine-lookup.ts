import { AwsError } from "../../world/aws-error.ts";
import type { StepFunctionsContext } from "./context.ts";
import { checkArn } from "./names.ts";
import type { StateMachine } from "./state-machine.ts";

/** The state machine, the truth. Throws AwsError. */
export const currentMachine = ({ machines }: StepFunctionsContext, arn: string): StateMachine => {
  checkArn(arn, "stateMachine");
  return existing(arn, machines.get(arn));
};

/** The state machine as a read sees it. Throws AwsError. */
export const seenMachine = ({ machines }: StepFunctionsContext, arn: string): StateMachine => {
  checkArn(arn, "stateMachine");
  return existing(arn, machines.seen(arn));
};

/** The error of every request that a state machine may not be used for while its last executions end. */
export const machineDeleting = (arn: string): AwsError =>
  new AwsError("StateMachineDeleting", `State Machine is being deleted: '${arn}'`);

const existing = (arn: string, machine: StateMachine | undefined): StateMachine => {
  if (machine === undefined) {
    throw new AwsError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
  }
  return machine;
};
