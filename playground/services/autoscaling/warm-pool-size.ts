import type { WarmPoolConfiguration } from "@aws-sdk/client-auto-scaling";
import type { AwsError } from "../../world/aws-error.ts";
import { validationError } from "../constraints.ts";
import { isPooled } from "./group.ts";
import type { Group, GroupMember, WarmPool } from "./records.ts";
import { sentenceAt } from "./text.ts";

/** What is, or soon will be, in the group's warm pool, and what of it is on its way out. */
export const pooledMembers = (group: Group): readonly GroupMember[] => group.members.filter(isPooled);

/**
 * How many instances AWS keeps warm: "the difference between the group's maximum capacity [or MaxGroupPreparedCapacity] and its
 * desired capacity", at least MinSize. https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutWarmPool.html
 */
const sizeFor = ({ settings }: Group, { MaxGroupPreparedCapacity, MinSize = 0 }: WarmPoolConfiguration): number =>
  Math.max(MinSize, (MaxGroupPreparedCapacity ?? settings.MaxSize) - settings.DesiredCapacity);

/** How many instances the pool should have; none if there is no pool, or it is being deleted. */
export const desiredPoolSize = (group: Group, pool: WarmPool | undefined): number =>
  pool === undefined || isBeingDeleted(pool) ? 0 : sizeFor(group, pool.configuration);

/** The pool is there only until its instances are gone. */
export const isBeingDeleted = ({ configuration }: WarmPool): boolean => configuration.Status === "PendingDelete";

/** Why the pool changes its size, if it does, as the Cause of what follows says it: `how` a user asked. */
export const sizeChange = (now: number, how: string, from: number, to: number): string | undefined =>
  from === to
    ? undefined
    : sentenceAt(now, `a user request ${how} changing the capacity of WarmPool from ${from} to ${to}`);

/** The pool on its way out, as AWS shows it; gone at the earliest at `until`. */
export const pendingDelete = (pool: WarmPool, until: number): WarmPool => ({
  ...pool,
  until,
  configuration: { ...pool.configuration, MinSize: 0, MaxGroupPreparedCapacity: 0, Status: "PendingDelete" },
});

/** What is said to both, whichever comes second. */
export const mixedWithPool = (): AwsError =>
  validationError("You can't add a warm pool to an Auto Scaling group that has a mixed instances policy");
