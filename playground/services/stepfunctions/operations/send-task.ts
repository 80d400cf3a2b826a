import type {
  SendTaskFailureCommandInput,
  SendTaskFailureCommandOutput,
  SendTaskHeartbeatCommandInput,
  SendTaskHeartbeatCommandOutput,
  SendTaskSuccessCommandInput,
  SendTaskSuccessCommandOutput,
} from "@aws-sdk/client-sfn";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { StepFunctionsContext } from "../context.ts";
import type { Json } from "../language/json.ts";

const parseOutput = (text: string): Json => {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new AwsError("InvalidOutput", `Invalid Output: '${(error as Error).message}'`);
  }
};

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html */
export const sendTaskSuccess = ({ tokens }: StepFunctionsContext) =>
  operation<SendTaskSuccessCommandInput, SendTaskSuccessCommandOutput>({
    accepts: ["taskToken", "output"],
    run({ taskToken = "", output = "" }) {
      tokens.succeed(taskToken, parseOutput(output));
      return {};
    },
  });

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskFailure.html */
export const sendTaskFailure = ({ tokens }: StepFunctionsContext) =>
  operation<SendTaskFailureCommandInput, SendTaskFailureCommandOutput>({
    accepts: ["taskToken", "error", "cause"],
    run({ taskToken = "", error, cause }) {
      tokens.fail(taskToken, error, cause);
      return {};
    },
  });

/**
 * Begins the wait for the next one anew.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskHeartbeat.html
 */
export const sendTaskHeartbeat = ({ tokens }: StepFunctionsContext) =>
  operation<SendTaskHeartbeatCommandInput, SendTaskHeartbeatCommandOutput>({
    accepts: ["taskToken"],
    run({ taskToken = "" }) {
      tokens.heartbeat(taskToken);
      return {};
    },
  });
