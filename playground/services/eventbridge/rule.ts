import type { RuleState, Target } from "@aws-sdk/client-eventbridge";
import { defaultBusName } from "./bus.ts";

/** A rule of a bus, with its targets. */
export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly state: RuleState;
  readonly eventPattern?: string;
  readonly scheduleExpression?: string;
  readonly description?: string;
  readonly roleArn?: string;
  readonly targets: readonly Target[];
  readonly tags: Readonly<Record<string, string>>;
}

/** A rule as DescribeRule and ListRules show it: all of it but the targets. */
export const ruleDescription = (rule: Rule) => ({
  Name: rule.name,
  Arn: rule.arn,
  State: rule.state,
  EventBusName: /:rule\/([^/]+)\//.exec(rule.arn)?.[1] ?? defaultBusName,
  ...(rule.eventPattern === undefined ? {} : { EventPattern: rule.eventPattern }),
  ...(rule.scheduleExpression === undefined ? {} : { ScheduleExpression: rule.scheduleExpression }),
  ...(rule.description === undefined ? {} : { Description: rule.description }),
  ...(rule.roleArn === undefined ? {} : { RoleArn: rule.roleArn }),
});
