import { AwsError } from "../../../../world/aws-error.ts";
import { isObject, type Json } from "../../language/json.ts";
import type { Activation } from "../activation.ts";
import { StateFailure } from "../failure.ts";
import { textArgument } from "./arguments.ts";
import { permitted } from "./permitted.ts";

/** Calls a function by its ARN: the payload goes in and comes out as it is. */
export const invokeFunction = async (activation: Activation, name: string, payload: Json): Promise<Json> => {
  const { functions, region, account } = activation.run.services;
  const arn = name.startsWith("arn:") ? name : `arn:aws:lambda:${region}:${account}:function:${name}`;
  permitted(activation, { action: "lambda:InvokeFunction", resource: arn });
  try {
    const outcome = await functions.invoke(name, payload);
    if (outcome.ok) return (outcome.payload ?? null) as Json;
    const { errorType, errorMessage, trace } = outcome;
    // A function that timed out or died has no trace. AWS: "In newer runtimes, timeouts are reported as Sandbox.Timedout",
    // and what names no error type at all as Lambda.Unknown.
    const cause = { errorType, errorMessage, ...(trace.length === 0 ? {} : { trace }) };
    throw new StateFailure(errorType === "" ? "Lambda.Unknown" : errorType, JSON.stringify(cause));
  } catch (error) {
    if (error instanceof AwsError) throw new StateFailure(lambdaError(error.name), error.message);
    throw error;
  }
};

/** AWS names an error of the Lambda API by its SDK's exception class. */
const lambdaError = (name: string) => `Lambda.${name.endsWith("Exception") ? name : `${name}Exception`}`;

/** `arn:aws:states:::lambda:invoke`. */
export const invokeLambda = async (activation: Activation, given: Json): Promise<Json> => {
  const name = textArgument(activation, given, "FunctionName");
  const payload = isObject(given) ? (given.Payload ?? {}) : {};
  return {
    ExecutedVersion: "$LATEST",
    Payload: await invokeFunction(activation, name, payload),
    StatusCode: 200,
  };
};
