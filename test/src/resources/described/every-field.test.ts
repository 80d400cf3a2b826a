import * as autoScaling from "@aws-sdk/client-auto-scaling";
import * as cloudWatch from "@aws-sdk/client-cloudwatch";
import * as ec2 from "@aws-sdk/client-ec2";
import * as loadBalancing from "@aws-sdk/client-elastic-load-balancing-v2";
import { expect, it } from "vitest";
import { alarmFields } from "../../../../src/resources/described/alarm.ts";
import { autoScalingGroupFields } from "../../../../src/resources/described/auto-scaling-group.ts";
import type { Field } from "../../../../src/resources/described/fields.ts";
import {
  launchTemplateDataFields,
  launchTemplateFields,
  launchTemplateVersionFields,
} from "../../../../src/resources/described/launch-template.ts";
import { listenerFields, loadBalancerFields, ruleFields } from "../../../../src/resources/described/listener.ts";
import {
  lifecycleHookFields,
  notificationFields,
  scalingPolicyFields,
  scheduledActionFields,
  warmPoolFields,
} from "../../../../src/resources/described/scaling.ts";
import { targetGroupFields } from "../../../../src/resources/described/target-group.ts";

/** A schema as the SDK's clients export them: `[3, namespace, name, traits, member names, member schemas]` for a structure. */
type Schema = unknown;

const resolve = (schema: Schema): Schema => {
  const value = typeof schema === "function" ? resolve(schema()) : schema;
  // A member with traits of its own is `[schema, traits]`.
  return Array.isArray(value) && value.length === 2 && typeof value[0] !== "number" ? resolve(value[0]) : value;
};

const structure = 3;
const list = 1;

const members = (schema: Schema): ReadonlyMap<string, Schema> => {
  const resolved = resolve(schema) as readonly unknown[];
  if (!Array.isArray(resolved)) return new Map();
  if (resolved[0] === list) return members(resolved[4]);
  if (resolved[0] !== structure) return new Map();
  const [names, schemas] = [resolved[4] as readonly string[], resolved[5] as readonly Schema[]];
  return new Map(names.map((name, index) => [name, schemas[index]]));
};

/** Paths below a field that AWS describes and does not take back. */
const notTakenBack = (described: Schema, taken: Schema, path: string): readonly string[] =>
  [...members(described)].flatMap(([name, inner]) => {
    const target = members(taken).get(name);
    return target === undefined ? [`${path}.${name}`] : notTakenBack(inner, target, `${path}.${name}`);
  });

interface Case {
  readonly fields: { readonly [field: string]: Field };
  readonly described: Schema;
  /** The input of the call that makes a copy. */
  readonly taken?: Schema;
  /** Nested members that the copy leaves out on purpose. */
  readonly leftOut?: readonly string[];
}

const cases: { readonly [name: string]: Case } = {
  "Auto Scaling group": {
    fields: autoScalingGroupFields,
    described: autoScaling.AutoScalingGroup$,
    taken: autoScaling.CreateAutoScalingGroupType$,
  },
  "scaling policy": {
    fields: scalingPolicyFields,
    described: autoScaling.ScalingPolicy$,
    taken: autoScaling.PutScalingPolicyType$,
  },
  "scheduled action": {
    fields: scheduledActionFields,
    described: autoScaling.ScheduledUpdateGroupAction$,
    taken: autoScaling.PutScheduledUpdateGroupActionType$,
  },
  "lifecycle hook": {
    fields: lifecycleHookFields,
    described: autoScaling.LifecycleHook$,
    taken: autoScaling.PutLifecycleHookType$,
  },
  notification: { fields: notificationFields, described: autoScaling.NotificationConfiguration$ },
  "warm pool": {
    fields: warmPoolFields,
    described: autoScaling.WarmPoolConfiguration$,
    taken: autoScaling.PutWarmPoolType$,
  },
  "target group": {
    fields: targetGroupFields,
    described: loadBalancing.TargetGroup$,
    taken: loadBalancing.CreateTargetGroupInput$,
  },
  listener: { fields: listenerFields, described: loadBalancing.Listener$ },
  rule: { fields: ruleFields, described: loadBalancing.Rule$ },
  "load balancer": { fields: loadBalancerFields, described: loadBalancing.LoadBalancer$ },
  alarm: { fields: alarmFields, described: cloudWatch.MetricAlarm$, taken: cloudWatch.PutMetricAlarmInput$ },
  "launch template": { fields: launchTemplateFields, described: ec2.LaunchTemplate$ },
  "launch template version": { fields: launchTemplateVersionFields, described: ec2.LaunchTemplateVersion$ },
  "launch template data": {
    fields: launchTemplateDataFields,
    described: ec2.ResponseLaunchTemplateData$,
    taken: ec2.RequestLaunchTemplateData$,
    leftOut: ["MetadataOptions.State", "NetworkInterfaces.Ipv6Addresses.IsPrimaryIpv6"],
  },
};

const all = Object.entries(cases);
const copied = all.filter(([, { taken }]) => taken !== undefined);

it.each(all)("there is a decision on every field of a described %s", (_name, { fields, described }) => {
  expect(Object.keys(fields).sort()).toEqual([...members(described).keys()].sort());
});

it.each(copied)("every setting of a %s can be sent back, down to its last member", (_name, each) => {
  const settings = [...members(each.described)].filter(([field]) => each.fields[field] === "configuration");
  const lost = settings.flatMap(([field, schema]) => {
    const target = members(each.taken).get(field);
    return target === undefined ? [field] : notTakenBack(schema, target, field);
  });
  expect(lost.sort()).toEqual(each.leftOut ?? []);
});
