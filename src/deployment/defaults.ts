/**
 * Every default, once. An environment's registration sets its own timeouts and bake (`environment.ts`); the rest are parameters of the
 * deployed stack, which `functions/*.yml` must repeat: a test holds them to these values.
 */
export const defaults = {
  /** How long the idle side may take to lose its last instance before the new release is launched. */
  emptyTimeoutSeconds: 1_800,
  /** How long the new release may take until every target of its side is healthy. */
  healthyTimeoutSeconds: 1_800,
  /** How long a rollback waits for what it needs before it gives up. */
  rollbackTimeoutSeconds: 3_600,
  /** How long the side that got the traffic is kept from shrinking, at most, while its alarms have not measured it under traffic. */
  holdTimeoutSeconds: 3_600,
  /** How long both sides stay up after a switch while alarms are watched. */
  bakeSeconds: 300,
  /** How many percent of a group's size stay in service at least while a rolling update replaces its instances. */
  rollingMinHealthyPercent: 100,
  /** How many percent of it are there at most. */
  rollingMaxHealthyPercent: 110,
  /** How long a rolling update may take, its bake and checkpoints included. */
  rollingSeconds: 21_600,
  /** How long a rolling update pauses at a checkpoint. */
  checkpointSeconds: 600,
  /** How many requests must have been measured of a target group before it is compared with its counterpart. */
  minimumRequests: 100,
  /** How long a side without traffic may run before that is a finding. */
  keepIdleHours: 24,
  /** How long a hook may take to answer. */
  hookTimeoutSeconds: 1_800,
  /** The HTTP status that a check expects. */
  checkStatus: 200,
  /** How many calls of a check in a row must be answered as expected. */
  checksInARow: 1,
  /** How long a closed journal is kept; the newest 50 of an environment always are. */
  journalRetentionDays: 400,
  /** How long the inventory keeps what is not true any more. */
  inventoryRetentionDays: 400,
  /** How often the inventory is compared with everything that AWS lists. */
  sweepIntervalHours: 1,
  /** How long two releases may run on one side before that is a finding. */
  findingsRefreshMinutes: 60,
  /** How long before its end a certificate must have been replaced. */
  findingsCertificateDays: 30,
  /** How long a new instance may be without an owner. */
  findingsUnownedMinutes: 10,
} as const;
