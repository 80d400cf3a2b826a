import type { Hold } from "../../src/deployment/hold.ts";
import type { Dump } from "./settling.ts";

/**
 * A dump in which groups that are held have the minimum that they return to: whether everything is as it was is judged by what is so without
 * the holds, which end by themselves.
 */
export const withOwnMinimum = (dump: Dump, holds: readonly Hold[]): Dump => {
  const { groups } = dump.autoscaling;
  const own = holds.flatMap(({ group: name, min, returnTo }) => {
    const group = groups[name];
    return group?.MinSize === min ? [[name, { ...group, MinSize: returnTo }] as const] : [];
  });
  return { ...dump, autoscaling: { ...dump.autoscaling, groups: { ...groups, ...Object.fromEntries(own) } } };
};
