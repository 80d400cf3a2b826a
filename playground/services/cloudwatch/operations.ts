import type { AnyOperation } from "../../world/service.ts";
import type { CloudWatchContext } from "./context.ts";
import { deleteDashboards, getDashboard, listDashboards, putDashboard } from "./operations/dashboards.ts";
import { deleteAlarms } from "./operations/delete-alarms.ts";
import { describeAlarms } from "./operations/describe-alarms.ts";
import { describeAlarmsForMetric } from "./operations/describe-alarms-for-metric.ts";
import { disableAlarmActions, enableAlarmActions } from "./operations/enable-disable-alarm-actions.ts";
import { getMetricData } from "./operations/get-metric-data.ts";
import { getMetricStatistics } from "./operations/get-metric-statistics.ts";
import { listMetrics } from "./operations/list-metrics.ts";
import { putMetricAlarm } from "./operations/put-metric-alarm.ts";
import { putMetricData } from "./operations/put-metric-data.ts";
import { setAlarmState } from "./operations/set-alarm-state.ts";
import { listAlarmTags, tagAlarm, untagAlarm } from "./operations/tags.ts";

/** CloudWatch's operations, by name. */
export const cloudWatchOperations = (cloudWatch: CloudWatchContext): Readonly<Record<string, AnyOperation>> => ({
  PutMetricAlarm: putMetricAlarm(cloudWatch),
  DescribeAlarms: describeAlarms(cloudWatch),
  DescribeAlarmsForMetric: describeAlarmsForMetric(cloudWatch),
  DeleteAlarms: deleteAlarms(cloudWatch),
  SetAlarmState: setAlarmState(cloudWatch),
  EnableAlarmActions: enableAlarmActions(cloudWatch),
  DisableAlarmActions: disableAlarmActions(cloudWatch),
  PutMetricData: putMetricData(cloudWatch),
  GetMetricData: getMetricData(cloudWatch),
  GetMetricStatistics: getMetricStatistics(cloudWatch),
  ListMetrics: listMetrics(cloudWatch),
  ListTagsForResource: listAlarmTags(cloudWatch),
  TagResource: tagAlarm(cloudWatch),
  UntagResource: untagAlarm(cloudWatch),
  PutDashboard: putDashboard(cloudWatch),
  GetDashboard: getDashboard(cloudWatch),
  ListDashboards: listDashboards(cloudWatch),
  DeleteDashboards: deleteDashboards(cloudWatch),
});
