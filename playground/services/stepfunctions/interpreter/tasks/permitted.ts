import { AwsError } from "../../../../world/aws-error.ts";
import type { Need } from "../../../../world/service.ts";
import type { Activation } from "../activation.ts";
import { StateFailure } from "../failure.ts";

/** Throws States.Permissions unless the state machine's role may do this. */
export const permitted = ({ run }: Activation, need: Need): void => {
  try {
    run.services.authorize(need);
  } catch (error) {
    if (error instanceof AwsError) throw new StateFailure("States.Permissions", error.message);
    throw error;
  }
};
