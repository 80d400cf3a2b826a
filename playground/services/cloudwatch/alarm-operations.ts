import type {
  DeleteAlarmsCommandInput,
  DeleteAlarmsCommandOutput,
  DescribeAlarmsCommandInput,
  DescribeAlarmsCommandOutput,
  DescribeAlarmsForMetricCommandInput,
  DescribeAlarmsForMetricCommandOutput,
  DisableAlarmActionsCommandInput,
  DisableAlarmActionsCommandOutput,
  EnableAlarmActionsCommandInput,
  EnableAlarmActionsCommandOutput,
  MetricAlarm,
  PutMetricAlarmCommandInput,
  PutMetricAlarmCommandOutput,
  SetAlarmStateCommandInput,
  SetAlarmStateCommandOutput,
} from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../world/aws-error.ts";
import { page } from "../../world/pages.ts";
import { type Need, operation, type Surroundings } from "../../world/service.ts";
import type { Alarm, StateValue } from "./alarm.ts";
import { type Alarms, alarmArn } from "./alarms.ts";
import { configured, metricOf } from "./configuration.ts";
import { tagsOf } from "./tags.ts";

/** PutMetricAlarm, DescribeAlarms, DescribeAlarmsForMetric, DeleteAlarms, SetAlarmState, Enable- and DisableAlarmActions. */
export const alarmOperations = (surroundings: Surroundings, alarms: Alarms) => {
  const { clock } = surroundings;
  const { records } = alarms;

  const need = (action: string, names: readonly string[] | undefined): Need[] =>
    (names === undefined || names.length === 0 ? ["*"] : names).map((name) => ({
      action: `cloudwatch:${action}`,
      resource: alarmArn(surroundings, name),
    }));

  const found = (name: string | undefined): Alarm => {
    const alarm = records.get(name ?? "");
    if (alarm === undefined) throw new AwsError("ResourceNotFound", `Alarm ${name} does not exist`, { status: 404 });
    return alarm;
  };

  const switchActions = (names: readonly string[] | undefined, actionsEnabled: boolean) => {
    for (const alarm of (names ?? []).map(found)) records.put(alarm.name, { ...alarm, actionsEnabled });
    return {};
  };

  return {
    PutMetricAlarm: operation<PutMetricAlarmCommandInput, PutMetricAlarmCommandOutput>({
      accepts: [
        "AlarmName",
        "AlarmDescription",
        "ActionsEnabled",
        "OKActions",
        "AlarmActions",
        "InsufficientDataActions",
        "MetricName",
        "Namespace",
        "Statistic",
        "Dimensions",
        "Period",
        "EvaluationPeriods",
        "DatapointsToAlarm",
        "Threshold",
        "ComparisonOperator",
        "TreatMissingData",
        "Tags",
      ],
      // "To use this operation and include tags, you must have the cloudwatch:PutMetricAlarm and cloudwatch:TagResource permissions."
      needs: ({ AlarmName, Tags = [] }) => [
        ...need("PutMetricAlarm", AlarmName === undefined ? undefined : [AlarmName]),
        ...(Tags.length === 0 ? [] : need("TagResource", AlarmName === undefined ? undefined : [AlarmName])),
      ],
      run(input) {
        const configuration = configured(input);
        const now = clock.now();
        // "When you update an existing alarm, its state is left unchanged."
        const existing = records.get(configuration.name);
        const state = existing?.state ?? {
          value: "INSUFFICIENT_DATA" as const,
          reason: "Unchecked: Initial alarm creation",
          reasonData: undefined,
          at: now,
        };
        // "If you are using this operation to update an existing alarm, any tags you specify in this parameter are ignored."
        const tags = existing?.tags ?? tagsOf(input.Tags);
        alarms.configure({ ...configuration, configuredAt: now, state, tags });
        return {};
      },
    }),

    DescribeAlarms: operation<DescribeAlarmsCommandInput, DescribeAlarmsCommandOutput>({
      accepts: ["AlarmNames", "AlarmNamePrefix", "AlarmTypes", "StateValue", "ActionPrefix", "MaxRecords", "NextToken"],
      needs: ({ AlarmNames }) => need("DescribeAlarms", AlarmNames),
      run(input) {
        const { AlarmNames: names = [], AlarmNamePrefix: prefix, StateValue: state, ActionPrefix: action } = input;
        if (names.length > 0 && prefix !== undefined)
          throw new AwsError("ValidationError", "AlarmNames and AlarmNamePrefix cannot both be specified.");
        const composite = input.AlarmTypes !== undefined && !input.AlarmTypes.includes("MetricAlarm");
        const matching = records
          .seenValues()
          .filter(
            (alarm) =>
              !composite &&
              (names.length === 0 || names.includes(alarm.name)) &&
              (prefix === undefined || alarm.name.startsWith(prefix)) &&
              (state === undefined || alarm.state.value === state) &&
              (action === undefined ||
                Object.values(alarm.actions).some((arns) => arns.some((arn) => arn.startsWith(action)))),
          )
          .toSorted((a, b) => (a.name < b.name ? -1 : 1));
        const { items, next } = page(matching, input.NextToken, input.MaxRecords, surroundings.pageSize);
        return {
          MetricAlarms: items.map((alarm) => described(surroundings, alarm)),
          CompositeAlarms: [],
          NextToken: next,
        };
      },
    }),

    DescribeAlarmsForMetric: operation<DescribeAlarmsForMetricCommandInput, DescribeAlarmsForMetricCommandOutput>({
      accepts: ["MetricName", "Namespace", "Dimensions", "Statistic", "Period"],
      needs: () => need("DescribeAlarmsForMetric", undefined),
      run(input) {
        const { namespace, name, dimensions } = metricOf(input);
        const same = (given: Readonly<Record<string, string>>) =>
          Object.keys(given).length === Object.keys(dimensions).length &&
          Object.entries(given).every(([key, value]) => dimensions[key] === value);
        const matching = records
          .seenValues()
          .filter(
            ({ metric, statistic, periodSeconds }) =>
              metric.namespace === namespace &&
              metric.name === name &&
              same(metric.dimensions) &&
              (input.Statistic === undefined || input.Statistic === statistic) &&
              (input.Period === undefined || input.Period === periodSeconds),
          );
        return { MetricAlarms: matching.map((alarm) => described(surroundings, alarm)) };
      },
    }),

    DeleteAlarms: operation<DeleteAlarmsCommandInput, DeleteAlarmsCommandOutput>({
      accepts: ["AlarmNames"],
      needs: ({ AlarmNames }) => need("DeleteAlarms", AlarmNames),
      run({ AlarmNames = [] }) {
        // "If you specify an incorrect alarm name, no alarms are deleted."
        for (const { name } of AlarmNames.map(found)) alarms.remove(name);
        return {};
      },
    }),

    SetAlarmState: operation<SetAlarmStateCommandInput, SetAlarmStateCommandOutput>({
      accepts: ["AlarmName", "StateValue", "StateReason", "StateReasonData"],
      needs: ({ AlarmName }) => need("SetAlarmState", AlarmName === undefined ? undefined : [AlarmName]),
      run({ AlarmName, StateValue, StateReason = "", StateReasonData }) {
        const alarm = found(AlarmName);
        if (!isState(StateValue))
          throw new AwsError("ValidationError", `Value '${StateValue}' at 'stateValue' failed to satisfy constraint`);
        alarms.enter(alarm, { value: StateValue, reason: StateReason, reasonData: StateReasonData, at: clock.now() });
        return {};
      },
    }),

    EnableAlarmActions: operation<EnableAlarmActionsCommandInput, EnableAlarmActionsCommandOutput>({
      accepts: ["AlarmNames"],
      needs: ({ AlarmNames }) => need("EnableAlarmActions", AlarmNames),
      run: ({ AlarmNames }) => switchActions(AlarmNames, true),
    }),

    DisableAlarmActions: operation<DisableAlarmActionsCommandInput, DisableAlarmActionsCommandOutput>({
      accepts: ["AlarmNames"],
      needs: ({ AlarmNames }) => need("DisableAlarmActions", AlarmNames),
      run: ({ AlarmNames }) => switchActions(AlarmNames, false),
    }),
  };
};

const isState = (value: string | undefined): value is StateValue =>
  value === "OK" || value === "ALARM" || value === "INSUFFICIENT_DATA";

const described = (surroundings: Surroundings, alarm: Alarm): MetricAlarm => ({
  AlarmName: alarm.name,
  AlarmArn: alarmArn(surroundings, alarm.name),
  AlarmDescription: alarm.description,
  AlarmConfigurationUpdatedTimestamp: new Date(alarm.configuredAt),
  ActionsEnabled: alarm.actionsEnabled,
  OKActions: [...alarm.actions.OK],
  AlarmActions: [...alarm.actions.ALARM],
  InsufficientDataActions: [...alarm.actions.INSUFFICIENT_DATA],
  StateValue: alarm.state.value,
  StateReason: alarm.state.reason,
  StateReasonData: alarm.state.reasonData,
  StateUpdatedTimestamp: new Date(alarm.state.at),
  StateTransitionedTimestamp: new Date(alarm.state.at),
  MetricName: alarm.metric.name,
  Namespace: alarm.metric.namespace,
  Statistic: alarm.statistic,
  Dimensions: Object.entries(alarm.metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
  Period: alarm.periodSeconds,
  EvaluationPeriods: alarm.evaluationPeriods,
  DatapointsToAlarm: alarm.datapointsToAlarm,
  Threshold: alarm.threshold,
  ComparisonOperator: alarm.comparison,
  TreatMissingData: alarm.missingData,
});
