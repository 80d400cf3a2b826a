import type { Hold } from "../../src/deployment/hold.ts";
import type { Dump } from "./settling.ts";

/**
 * A dump in which a group that is held has the minimum that it returns to: whether everything is as it was is judged by what is so without
 * the hold, which ends by itself.
 */
export const withOwnMinimum = (dump: Dump, hold: Hold | undefined): Dump => {
  const { groups } = dump.autoscaling;
  const group = hold && groups[hold.group];
  if (hold === undefined || group?.MinSize !== hold.min) return dump;
  return {
    ...dump,
    autoscaling: { ...dump.autoscaling, groups: { ...groups, [hold.group]: { ...group, MinSize: hold.returnTo } } },
  };
};
