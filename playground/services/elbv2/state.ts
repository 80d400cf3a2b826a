import { describeHealth } from "./health.ts";
import { withHashedSecrets } from "./login-actions.ts";
import type { Tables } from "./tables.ts";

const byKey = <T, Shown>(records: readonly T[], key: (record: T) => string, show: (record: T) => Shown) =>
  Object.fromEntries(records.map((record) => [key(record), show(record)]));

/** Everything that Elastic Load Balancing remembers, by type and ARN, as a dump of the state shows it: with no secret in it. */
export const elbv2State = (tables: Tables): Readonly<Record<string, Readonly<Record<string, unknown>>>> => {
  const pairs = (arn: string) => ({ attributes: tables.attributes.get(arn) ?? {}, tags: tables.tags.get(arn) ?? {} });
  return {
    loadBalancers: byKey(
      tables.loadBalancers.values(),
      ({ LoadBalancerArn }) => LoadBalancerArn,
      (record) => ({ ...record, ...pairs(record.LoadBalancerArn) }),
    ),
    targetGroups: byKey(
      tables.targetGroups.values(),
      ({ TargetGroupArn }) => TargetGroupArn,
      (record) => ({ ...record, ...pairs(record.TargetGroupArn) }),
    ),
    listeners: byKey(
      tables.listeners.values(),
      ({ ListenerArn }) => ListenerArn,
      (record) => ({
        ...record,
        DefaultActions: withHashedSecrets(record.DefaultActions),
        ...pairs(record.ListenerArn),
      }),
    ),
    rules: byKey(
      tables.rules.values(),
      ({ RuleArn }) => RuleArn,
      (record) => ({
        ...record,
        Actions: withHashedSecrets(record.Actions),
        tags: tables.tags.get(record.RuleArn) ?? {},
      }),
    ),
    targets: byKey(
      tables.registrations.values(),
      ({ targetGroupArn, instance, port }) => `${targetGroupArn} ${instance}:${port}`,
      ({ health, ...target }) => ({ ...target, health: describeHealth(health) }),
    ),
  };
};
