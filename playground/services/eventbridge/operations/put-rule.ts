import type { PutRuleCommandInput, PutRuleCommandOutput } from "@aws-sdk/client-eventbridge";
import { AwsError, NotEmulated } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { EventBridgeContext } from "../context.ts";
import { parsePattern } from "../pattern.ts";
import { putRuleRecord } from "../rule-changes.ts";
import { ruleTags } from "../rule-tags.ts";
import { parseSchedule } from "../schedule.ts";

const checked = (input: PutRuleCommandInput): void => {
  if (input.State !== undefined && input.State !== "ENABLED" && input.State !== "DISABLED") {
    throw new NotEmulated(`the rule state ${input.State}`);
  }
  if (input.EventPattern === undefined && input.ScheduleExpression === undefined) {
    throw new AwsError("ValidationException", "Parameter(s) EventPattern or ScheduleExpression must be specified.");
  }
  if (input.EventPattern !== undefined) parsePattern(input.EventPattern);
  if (input.ScheduleExpression !== undefined) parseSchedule(input.ScheduleExpression);
};

/**
 * A rule that is there is replaced, but for its targets and tags.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
 */
export const putRule = (events: EventBridgeContext) =>
  operation<PutRuleCommandInput, PutRuleCommandOutput>({
    accepts: ["Name", "ScheduleExpression", "EventPattern", "State", "Description", "RoleArn", "Tags", "EventBusName"],
    needs: ({ Name, Tags = [] }) => [
      {
        action: "events:PutRule",
        resource: events.bus.ruleArn(Name ?? ""),
        requestTags: ruleTags(Tags),
      },
    ],
    run: (input) => {
      events.bus.check(input.EventBusName);
      checked(input);
      const name = input.Name ?? "";
      const existing = events.rules.get(name);
      // "If you omit arguments in PutRule, the old values for those arguments are not kept"; targets and tags are no arguments.
      putRuleRecord(events, {
        name,
        arn: events.bus.ruleArn(name),
        state: input.State ?? "ENABLED",
        ...(input.EventPattern === undefined ? {} : { eventPattern: input.EventPattern }),
        ...(input.ScheduleExpression === undefined ? {} : { scheduleExpression: input.ScheduleExpression }),
        ...(input.Description === undefined ? {} : { description: input.Description }),
        ...(input.RoleArn === undefined ? {} : { roleArn: input.RoleArn }),
        targets: existing?.targets ?? [],
        tags: existing?.tags ?? ruleTags(input.Tags ?? []),
      });
      return { RuleArn: events.bus.ruleArn(name) };
    },
  });
