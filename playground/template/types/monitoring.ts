import * as z from "zod";
import { given, number, resourceType, tags, truth } from "../resource-type.ts";

const text = z.string().optional();

const alarmProperties = z.strictObject({
  AlarmName: text,
  AlarmDescription: text,
  ActionsEnabled: truth.optional(),
  AlarmActions: z.array(z.string()).optional(),
  OKActions: z.array(z.string()).optional(),
  InsufficientDataActions: z.array(z.string()).optional(),
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.strictObject({ Name: z.string(), Value: z.string() })).optional(),
  Statistic: text,
  ExtendedStatistic: text,
  Unit: text,
  Period: number,
  EvaluationPeriods: number,
  DatapointsToAlarm: number.optional(),
  Threshold: number,
  ComparisonOperator: z.string(),
  TreatMissingData: text,
  EvaluateLowSampleCountPercentile: text,
  Tags: tags.optional(),
});

/** On one metric. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html */
export const alarm = resourceType(alarmProperties, {
  async create(properties, { handlers, madeUpName, account, region }) {
    const AlarmName = properties.AlarmName ?? madeUpName;
    await handlers.ask("monitoring", "PutMetricAlarm", { ...given(properties), AlarmName });
    return { ref: AlarmName, attributes: { Arn: `arn:aws:cloudwatch:${region}:${account}:alarm:${AlarmName}` } };
  },
  async update({ Tags: _, ...properties }, { existing }, { handlers }) {
    await handlers.ask("monitoring", "PutMetricAlarm", { ...given(properties), AlarmName: existing.ref });
  },
  async remove({ ref }, { handlers }) {
    await handlers.ask("monitoring", "DeleteAlarms", { AlarmNames: [ref] });
  },
  replacedBy: ["AlarmName"],
  seconds: { create: 2, update: 2, remove: 2 },
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-dashboard.html */
export const dashboard = resourceType(z.strictObject({ DashboardName: text, DashboardBody: z.string() }), {
  async create({ DashboardName = "", DashboardBody }, { handlers, madeUpName }) {
    const name = DashboardName || madeUpName;
    await handlers.ask("monitoring", "PutDashboard", { DashboardName: name, DashboardBody });
    return { ref: name, attributes: {} };
  },
  async update({ DashboardBody }, { existing }, { handlers }) {
    await handlers.ask("monitoring", "PutDashboard", { DashboardName: existing.ref, DashboardBody });
  },
  async remove({ ref }, { handlers }) {
    await handlers.ask("monitoring", "DeleteDashboards", { DashboardNames: [ref] });
  },
  replacedBy: ["DashboardName"],
  seconds: { create: 2, update: 2, remove: 2 },
});

const queryAnswer = z.object({ queryDefinitionId: z.string() });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-querydefinition.html */
export const queryDefinition = resourceType(
  z.strictObject({ Name: z.string(), QueryString: z.string(), LogGroupNames: z.array(z.string()).optional() }),
  {
    async create({ Name: name, QueryString: queryString, LogGroupNames }, { handlers }) {
      const asked = { name, queryString, ...given({ logGroupNames: LogGroupNames }) };
      const { queryDefinitionId } = queryAnswer.parse(await handlers.ask("logs", "PutQueryDefinition", asked));
      return { ref: queryDefinitionId, attributes: { QueryDefinitionId: queryDefinitionId } };
    },
    async update({ Name: name, QueryString: queryString, LogGroupNames }, { existing }, { handlers }) {
      const asked = { name, queryString, ...given({ logGroupNames: LogGroupNames }), queryDefinitionId: existing.ref };
      await handlers.ask("logs", "PutQueryDefinition", asked);
    },
    async remove({ ref }, { handlers }) {
      await handlers.ask("logs", "DeleteQueryDefinition", { queryDefinitionId: ref });
    },
    seconds: { create: 2, update: 2, remove: 2 },
  },
);
