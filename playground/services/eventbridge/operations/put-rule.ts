import type { PutRuleCommandInput, PutRuleCommandOutput } from "@aws-sdk/client-eventbridge";
import { AwsError, NotEmulated } from "../../../world/aws-error.ts";
import { type Need, operation } from "../../../world/service.ts";
import type { EventBridgeContext } from "../context.ts";
import { parseEventObject } from "../event-object.ts";
import { ruleNeed } from "../needs.ts";
import { parsePattern } from "../pattern.ts";
import { putRuleRecord } from "../rule-changes.ts";
import { ruleTags } from "../rule-tags.ts";
import { parseSchedule } from "../schedule.ts";

/** "events:source": the values that a pattern names; what it only describes is no value. */
const patternKeys = (pattern: string | undefined): NonNullable<Need["context"]> => {
  const parsed = parseEventObject(pattern ?? "") ?? {};
  const named = (field: string) => [parsed[field] ?? []].flat().filter((value) => typeof value === "string");
  return { "events:source": named("source"), "events:detail-type": named("detail-type") };
};

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
    needs: ({ Name, Tags = [], EventPattern }) => [
      ruleNeed(events, "PutRule", Name, { requestTags: ruleTags(Tags), context: patternKeys(EventPattern) }),
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
