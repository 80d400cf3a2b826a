/** What attributes of resources may be: the words in which their catalogues are written. */

/** What an attribute is by default, what it may be, and the value but which the data plane does not know. */
export interface Attribute {
  readonly initial: string;
  readonly allows: (value: string) => boolean;
  readonly only?: string;
  /** AWS's words for values that it knows of other protocols only. */
  readonly foreign?: (value: string) => string | undefined;
}

/** The attributes that a kind of resource has, by key. */
export type AttributeRules = Readonly<Record<string, Attribute>>;

/** One of these values. */
export const among =
  (...values: readonly string[]) =>
  (value: string) =>
    values.includes(value);
/** A whole number within these bounds. */
export const integer = (least: number, most: number) => (value: string) =>
  /^\d+$/.test(value) && Number(value) >= least && Number(value) <= most;
/** What one of the tests allows. */
export const either =
  (...tests: readonly ((value: string) => boolean)[]) =>
  (value: string) =>
    tests.some((test) => test(value));
/** Anything. */
export const anyText = () => true;

/** `true` or `false`. */
export const flag = (initial: "true" | "false"): Attribute => ({ initial, allows: among("true", "false") });
/** A setting that would change how requests are served, which this data plane serves in one way. */
export const fixed = (initial: string, ...values: readonly string[]): Attribute => ({
  initial,
  allows: values.length === 0 ? anyText : among(...values),
  only: initial,
});
/** A kind of logs: accepted and not written, since there is no S3. */
export const logs = (name: string): AttributeRules => ({
  [`${name}.s3.enabled`]: flag("false"),
  [`${name}.s3.bucket`]: { initial: "", allows: anyText },
  [`${name}.s3.prefix`]: { initial: "", allows: anyText },
});

/** When too few targets are healthy: each group's own, whatever balances it. */
export const targetGroupHealth: AttributeRules = {
  "target_group_health.dns_failover.minimum_healthy_targets.count": {
    initial: "1",
    allows: either(among("off"), integer(1, 1000)),
  },
  "target_group_health.dns_failover.minimum_healthy_targets.percentage": {
    initial: "off",
    allows: either(among("off"), integer(1, 100)),
  },
  "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count": {
    initial: "1",
    allows: integer(1, 1000),
  },
  "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage": {
    initial: "off",
    allows: either(among("off"), integer(1, 100)),
  },
};
