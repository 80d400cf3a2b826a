import { createHash } from "node:crypto";

const suffix = "-green";
const blueSuffix = "-blue";

/** AWS's limits on the names that the green side's resources get. */
export const nameLimits = {
  targetGroup: 32,
  autoScalingGroup: 255,
  launchTemplate: 128,
  alarm: 255,
} as const;

/**
 * The name of the green side's twin: `<name>-green`. Where that is too long, a short hash of the whole name stands for the end of
 * it, so that two long names that begin alike stay apart.
 */
export const greenName = (name: string, limit: number): string => {
  if (name.length + suffix.length <= limit) return `${name}${suffix}`;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 6);
  const head = name.slice(0, limit - suffix.length - hash.length - 1).replace(/[^A-Za-z0-9]+$/, "");
  return `${head}-${hash}${suffix}`;
};

/** The name of the blue side's own, where green's is `<name>-green`; undefined for a name that no twin has. */
export const blueName = (green: string): string | undefined =>
  green.endsWith(suffix) ? `${green.slice(0, -suffix.length)}${blueSuffix}` : undefined;

/** Whether a side's own would be called so. */
export const isSidesOwn = (name: string): boolean => name.endsWith(suffix) || name.endsWith(blueSuffix);
