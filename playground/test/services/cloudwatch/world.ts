import type { MetricAlarm } from "@aws-sdk/client-cloudwatch";
import { operate } from "../../../gateway/operate.ts";
import { createCloudWatch } from "../../../services/cloudwatch/cloudwatch.ts";
import { virtualClock } from "../../../world/clock.ts";
import { seeded } from "../../../world/random.ts";
import type { ServiceEvent } from "../../../world/service.ts";

export const minute = 60_000;
export const policy =
  "arn:aws:autoscaling:eu-west-1:123456789012:scalingPolicy:1:autoScalingGroupName/web:policyName/grow";
export const dimensions = { LoadBalancer: "app/web/1" };

/** CloudWatch in virtual time, with one alarm on errors that tests put as they need it. */
export const createWorld = ({ lag = 0, pageSize = 2 } = {}) => {
  const clock = virtualClock(Date.UTC(2026, 0, 1));
  const events: ServiceEvent[] = [];
  const actions: string[] = [];
  const told: { readonly arn: string; readonly subject: string; readonly body: string; readonly from: string }[] = [];
  const cloudWatch = createCloudWatch(
    {
      clock,
      random: seeded(1),
      account: "123456789012",
      region: "eu-west-1",
      pageSize,
      lag: () => lag,
      emit: (event) => events.push(event),
    },
    {
      alarmTargets: {
        alarm: (arn, name) => actions.push(`${name} → ${arn}`),
        notify: (arn, { subject, body }, from) => told.push({ arn, subject, body, from }),
      },
    },
  );
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it asked for, whatever the operation.
  const call = async (operation: string, input: object = {}): Promise<any> => {
    return operate(cloudWatch, operation, { ...input }).run({
      principal: { arn: "arn:aws:iam::123456789012:user/somebody" },
      requestId: "1",
    });
  };
  const put = (extra = {}) =>
    call("PutMetricAlarm", {
      AlarmName: "errors",
      Namespace: "AWS/ApplicationELB",
      MetricName: "HTTPCode_Target_5XX_Count",
      Dimensions: [{ Name: "LoadBalancer", Value: "app/web/1" }],
      Statistic: "Sum",
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 5,
      ComparisonOperator: "GreaterThanThreshold",
      ...extra,
    });
  const state = async (name = "errors"): Promise<string | undefined> => {
    const { MetricAlarms } = await call("DescribeAlarms", { AlarmNames: [name] });
    return (MetricAlarms as MetricAlarm[])[0]?.StateValue;
  };
  const errors = (count: number) =>
    cloudWatch.publish("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", dimensions, count);
  return { clock, events, actions, told, cloudWatch, call, put, state, errors };
};

/** The name and the text of the error that an attempt ends with. */
export const refusal = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => "no error",
    (error: Error) => `${error.name}: ${error.message}`,
  );
