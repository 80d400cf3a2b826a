import type {
  DeleteRuleCommandInput,
  DeleteRuleCommandOutput,
  DescribeRuleCommandInput,
  DescribeRuleCommandOutput,
  DisableRuleCommandInput,
  DisableRuleCommandOutput,
  EnableRuleCommandInput,
  EnableRuleCommandOutput,
  ListRuleNamesByTargetCommandInput,
  ListRuleNamesByTargetCommandOutput,
  ListRulesCommandInput,
  ListRulesCommandOutput,
  PutRuleCommandInput,
  PutRuleCommandOutput,
  RuleState,
  Target,
} from "@aws-sdk/client-eventbridge";
import { AwsError, NotEmulated } from "../../world/aws-error.ts";
import { page } from "../../world/pages.ts";
import type { Records } from "../../world/records.ts";
import { type Operation, operation, type Surroundings } from "../../world/service.ts";
import { type Bus, ruleNotFound } from "./bus.ts";
import { parsePattern } from "./pattern.ts";
import { parseSchedule } from "./schedule.ts";

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

/** What may be different between two descriptions of a rule: all of it but the targets. */
const described = (rule: Rule) => ({
  Name: rule.name,
  Arn: rule.arn,
  State: rule.state,
  EventBusName: "default",
  ...(rule.eventPattern === undefined ? {} : { EventPattern: rule.eventPattern }),
  ...(rule.scheduleExpression === undefined ? {} : { ScheduleExpression: rule.scheduleExpression }),
  ...(rule.description === undefined ? {} : { Description: rule.description }),
  ...(rule.roleArn === undefined ? {} : { RoleArn: rule.roleArn }),
});

const checked = (input: PutRuleCommandInput): void => {
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(input.Name ?? "")) {
    throw new AwsError(
      "ValidationException",
      `1 validation error detected: Value '${input.Name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+`,
    );
  }
  if (input.State !== undefined && input.State !== "ENABLED" && input.State !== "DISABLED") {
    throw new NotEmulated(`the rule state ${input.State}`);
  }
  if (input.EventPattern === undefined && input.ScheduleExpression === undefined) {
    throw new AwsError("ValidationException", "Parameter(s) EventPattern or ScheduleExpression must be specified.");
  }
  if (input.EventPattern !== undefined) parsePattern(input.EventPattern);
  if (input.ScheduleExpression !== undefined) parseSchedule(input.ScheduleExpression);
};

/** PutRule and the other operations on rules. `changed` is called with the name of every rule that is no longer what it was. */
export const ruleOperations = (
  { pageSize }: Pick<Surroundings, "pageSize">,
  bus: Bus,
  rules: Records<Rule>,
  changed: (name: string) => void,
) => {
  const put = (rule: Rule) => {
    rules.put(rule.name, rule);
    changed(rule.name);
  };

  const withState = <Input extends { Name: string | undefined; EventBusName?: string | undefined }, Output>(
    action: string,
    state: RuleState,
  ): Operation<Input, Omit<Output, "$metadata">> => ({
    accepts: ["Name", "EventBusName"],
    needs: ({ Name }) => [{ action, resource: bus.ruleArn(Name ?? "") }],
    run: ({ Name, EventBusName }) => {
      bus.check(EventBusName);
      const rule = rules.get(Name ?? "");
      if (rule === undefined) throw ruleNotFound(Name);
      put({ ...rule, state });
      return {} as Omit<Output, "$metadata">;
    },
  });

  return {
    PutRule: operation<PutRuleCommandInput, PutRuleCommandOutput>({
      accepts: [
        "Name",
        "ScheduleExpression",
        "EventPattern",
        "State",
        "Description",
        "RoleArn",
        "Tags",
        "EventBusName",
      ],
      needs: ({ Name, Tags = [] }) => [
        {
          action: "events:PutRule",
          resource: bus.ruleArn(Name ?? ""),
          requestTags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
        },
      ],
      run: (input) => {
        bus.check(input.EventBusName);
        checked(input);
        const name = input.Name ?? "";
        const existing = rules.get(name);
        // "If you omit arguments in PutRule, the old values for those arguments are not kept"; targets and tags are no arguments.
        put({
          name,
          arn: bus.ruleArn(name),
          state: input.State ?? "ENABLED",
          ...(input.EventPattern === undefined ? {} : { eventPattern: input.EventPattern }),
          ...(input.ScheduleExpression === undefined ? {} : { scheduleExpression: input.ScheduleExpression }),
          ...(input.Description === undefined ? {} : { description: input.Description }),
          ...(input.RoleArn === undefined ? {} : { roleArn: input.RoleArn }),
          targets: existing?.targets ?? [],
          tags: existing?.tags ?? Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key, Value])),
        });
        return { RuleArn: bus.ruleArn(name) };
      },
    }),

    DescribeRule: operation<DescribeRuleCommandInput, DescribeRuleCommandOutput>({
      accepts: ["Name", "EventBusName"],
      needs: ({ Name }) => [{ action: "events:DescribeRule", resource: bus.ruleArn(Name ?? "") }],
      run: ({ Name, EventBusName }) => {
        bus.check(EventBusName);
        const rule = rules.seen(Name ?? "");
        if (rule === undefined) throw ruleNotFound(Name);
        return { ...described(rule), CreatedBy: bus.account };
      },
    }),

    ListRules: operation<ListRulesCommandInput, ListRulesCommandOutput>({
      accepts: ["NamePrefix", "EventBusName", "NextToken", "Limit"],
      run: ({ NamePrefix = "", EventBusName, NextToken, Limit }) => {
        bus.check(EventBusName);
        const found = rules.seenValues().filter(({ name }) => name.startsWith(NamePrefix));
        const { items, next } = page(found, NextToken, Limit, pageSize);
        return { Rules: items.map(described), ...(next === undefined ? {} : { NextToken: next }) };
      },
    }),

    ListRuleNamesByTarget: operation<ListRuleNamesByTargetCommandInput, ListRuleNamesByTargetCommandOutput>({
      accepts: ["TargetArn", "EventBusName", "NextToken", "Limit"],
      run: ({ TargetArn, EventBusName, NextToken, Limit }) => {
        bus.check(EventBusName);
        const found = rules.seenValues().filter(({ targets }) => targets.some(({ Arn }) => Arn === TargetArn));
        const { items, next } = page(found, NextToken, Limit, pageSize);
        return { RuleNames: items.map(({ name }) => name), ...(next === undefined ? {} : { NextToken: next }) };
      },
    }),

    DeleteRule: operation<DeleteRuleCommandInput, DeleteRuleCommandOutput>({
      accepts: ["Name", "EventBusName", "Force"],
      needs: ({ Name }) => [{ action: "events:DeleteRule", resource: bus.ruleArn(Name ?? "") }],
      run: ({ Name = "", EventBusName }) => {
        bus.check(EventBusName);
        if ((rules.get(Name)?.targets ?? []).length > 0) {
          throw new AwsError("ValidationException", "Rule can't be deleted since it has targets.");
        }
        // Deleting a rule that is not there succeeds.
        rules.remove(Name);
        changed(Name);
        return {};
      },
    }),

    EnableRule: withState<EnableRuleCommandInput, EnableRuleCommandOutput>("events:EnableRule", "ENABLED"),
    DisableRule: withState<DisableRuleCommandInput, DisableRuleCommandOutput>("events:DisableRule", "DISABLED"),
  };
};
