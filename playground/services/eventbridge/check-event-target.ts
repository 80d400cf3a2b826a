import type { Target } from "@aws-sdk/client-eventbridge";
import { AwsError, NotEmulated } from "../../world/aws-error.ts";
import { isJsonPath, placeholdersOf, predefined } from "./input.ts";
import { targetKind } from "./target-kind.ts";

const emulated: ReadonlySet<string> = new Set<keyof Target>([
  "Id",
  "Arn",
  "RoleArn",
  "Input",
  "InputPath",
  "InputTransformer",
  "RetryPolicy",
  "DeadLetterConfig",
]);

const invalid = (message: string) => new AwsError("ValidationException", message);

const checkInput = (target: Target) => {
  const inputs = [target.Input, target.InputPath, target.InputTransformer].filter((input) => input !== undefined);
  if (inputs.length > 1) {
    throw invalid(`Only one of Input, InputPath, or InputTransformer must be provided for target ${target.Id}.`);
  }
  if (target.Input !== undefined) {
    try {
      JSON.parse(target.Input);
    } catch {
      throw invalid(`JSON syntax error in input for target ${target.Id}`);
    }
  }
  if (target.InputPath !== undefined && !isJsonPath(target.InputPath)) {
    throw invalid(`InputPath for target ${target.Id} is invalid.`);
  }
  const { InputPathsMap = {}, InputTemplate = "" } = target.InputTransformer ?? {};
  for (const [name, path] of Object.entries(InputPathsMap)) {
    if (!isJsonPath(path) || /^aws\./i.test(name)) {
      throw invalid(`InputPathsMap for target ${target.Id} is invalid: ${name}, ${path}`);
    }
  }
  for (const name of placeholdersOf(InputTemplate)) {
    if (!(name in InputPathsMap) && !predefined.has(name)) {
      throw invalid(`Invalid InputTemplate for target ${target.Id} : the placeholder <${name}> is not defined.`);
    }
  }
};

/** Throws what PutTargets answers to a target that cannot be, or NotEmulated. */
export const checkEventTarget = (target: Target): void => {
  for (const member of Object.keys(target)) {
    if (!emulated.has(member)) throw new NotEmulated(`${member} of an event target`);
  }
  const arn = target.Arn ?? "";
  if (!/^arn:[\w-]+:[\w-]+:[\w-]*:\d*:.+$/.test(arn)) {
    throw invalid(`Parameter ${arn} is not valid. Reason: Provided Arn is not in correct format.`);
  }
  if (targetKind(arn) === "sqs" && arn.endsWith(".fifo")) throw new NotEmulated("FIFO queues as event targets");
  if (targetKind(arn) === "sns" && arn.endsWith(".fifo")) throw new NotEmulated("FIFO topics as event targets");
  if (targetKind(arn) === "states" && target.RoleArn === undefined) {
    throw invalid(`RoleArn is required for target ${arn}.`);
  }
  // "To send events to a different account, Region, or bus, use an IAM role": https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html
  if (targetKind(arn) === "events") {
    if (!/:event-bus\/[^/]+$/.test(arn)) throw new NotEmulated(`the event target ${arn}`);
    if (target.RoleArn === undefined) throw invalid(`RoleArn is required for target ${arn}.`);
  }
  checkInput(target);
};
