/** A server that takes long to boot, and how long a deploy of it takes at least. */

/** A new target that fails its checks while its server boots is unhealthy then, and has to pass so many on the way back. */
const checksToPass = 2;
/** Seconds from the start of a server until it answers, and between two health checks. */
const [bootSeconds, intervalSeconds] = [180, 10];

export const slowBoot = {
  bootSeconds,
  intervalSeconds,
  leastSeconds: bootSeconds + checksToPass * intervalSeconds,
  /** A group that is asked for its targets' health before they can have booted replaces them for ever. */
  graceSeconds: 2 * bootSeconds,
  timeouts: { empty: 600, healthy: 900, rollback: 1800 },
} as const;
