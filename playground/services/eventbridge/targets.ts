import type {
  ListTargetsByRuleCommandInput,
  ListTargetsByRuleCommandOutput,
  PutTargetsCommandInput,
  PutTargetsCommandOutput,
  RemoveTargetsCommandInput,
  RemoveTargetsCommandOutput,
  Target,
} from "@aws-sdk/client-eventbridge";
import { AwsError, NotEmulated } from "../../world/aws-error.ts";
import { page } from "../../world/pages.ts";
import type { Records } from "../../world/records.ts";
import { operation, type Surroundings } from "../../world/service.ts";
import { type Bus, ruleNotFound } from "./bus.ts";
import { isJsonPath, placeholdersOf, predefined } from "./input.ts";
import type { Rule } from "./rules.ts";

/** AWS's quota "Targets per rule". */
const mostTargets = 5;

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

const targetKinds = ["lambda", "sns", "sqs", "states"] as const;
export type TargetKind = (typeof targetKinds)[number];

/** The service behind a target's ARN. */
export const targetKind = (arn: string): TargetKind => {
  const kind = targetKinds.find((each) => each === arn.split(":")[2]);
  if (kind !== undefined) return kind;
  throw new NotEmulated(`the event target ${arn}`);
};

const invalid = (message: string) => new AwsError("ValidationException", message);

const checkRange = (name: string, value: number | undefined, least: number, most: number) => {
  if (value !== undefined && (value < least || value > most)) {
    throw invalid(
      `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: Member must have value ${value < least ? `greater than or equal to ${least}` : `less than or equal to ${most}`}`,
    );
  }
};

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

const checkTarget = (target: Target) => {
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
  checkInput(target);
  checkRange("targets.1.member.retryPolicy.maximumRetryAttempts", target.RetryPolicy?.MaximumRetryAttempts, 0, 185);
  checkRange(
    "targets.1.member.retryPolicy.maximumEventAgeInSeconds",
    target.RetryPolicy?.MaximumEventAgeInSeconds,
    60,
    86_400,
  );
};

/** PutTargets, ListTargetsByRule and RemoveTargets. */
export const targetOperations = ({ pageSize }: Pick<Surroundings, "pageSize">, bus: Bus, rules: Records<Rule>) => ({
  PutTargets: operation<PutTargetsCommandInput, PutTargetsCommandOutput>({
    accepts: ["Rule", "EventBusName", "Targets"],
    // A role is passed to the service with the target that runs under it.
    needs: ({ Rule, Targets = [] }) => [
      { action: "events:PutTargets", resource: bus.ruleArn(Rule ?? "") },
      ...Targets.flatMap(({ RoleArn }) =>
        RoleArn === undefined ? [] : [{ action: "iam:PassRole", resource: RoleArn }],
      ),
    ],
    run: ({ Rule, EventBusName, Targets = [] }) => {
      bus.check(EventBusName);
      const rule = rules.get(Rule ?? "");
      if (rule === undefined) throw ruleNotFound(Rule);
      for (const target of Targets) checkTarget(target);
      const targets = new Map([...rule.targets, ...Targets].map((target) => [target.Id, target]));
      if (targets.size > mostTargets) {
        throw new AwsError("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
      }
      rules.put(rule.name, { ...rule, targets: [...targets.values()] });
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
  }),

  ListTargetsByRule: operation<ListTargetsByRuleCommandInput, ListTargetsByRuleCommandOutput>({
    accepts: ["Rule", "EventBusName", "NextToken", "Limit"],
    needs: ({ Rule }) => [{ action: "events:ListTargetsByRule", resource: bus.ruleArn(Rule ?? "") }],
    run: ({ Rule, EventBusName, NextToken, Limit }) => {
      bus.check(EventBusName);
      const rule = rules.seen(Rule ?? "");
      if (rule === undefined) throw ruleNotFound(Rule);
      const { items, next } = page(rule.targets, NextToken, Limit, pageSize);
      return { Targets: items, ...(next === undefined ? {} : { NextToken: next }) };
    },
  }),

  RemoveTargets: operation<RemoveTargetsCommandInput, RemoveTargetsCommandOutput>({
    accepts: ["Rule", "EventBusName", "Ids", "Force"],
    needs: ({ Rule }) => [{ action: "events:RemoveTargets", resource: bus.ruleArn(Rule ?? "") }],
    run: ({ Rule, EventBusName, Ids = [] }) => {
      bus.check(EventBusName);
      const rule = rules.get(Rule ?? "");
      if (rule === undefined) throw ruleNotFound(Rule);
      rules.put(rule.name, { ...rule, targets: rule.targets.filter(({ Id }) => !Ids.includes(Id ?? "")) });
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
  }),
});
