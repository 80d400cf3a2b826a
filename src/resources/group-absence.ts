import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { isNamed } from "./absent.ts";
import { describeGroup } from "./describe-group.ts";

/** Auto Scaling answers a call about a group, or a part of one, that is not there with this error and no other. */
const validationError = isNamed("ValidationError");

/**
 * What `read` finds in the group, or null if there is no such group. The error is the same as for a wrong parameter, so the
 * group itself is looked up before it is believed.
 */
export const inGroup = async <Found>(
  autoScaling: AutoScalingClient,
  group: string,
  read: () => Promise<Found>,
): Promise<Found | null> => {
  try {
    return await read();
  } catch (error) {
    if (validationError(error) && (await describeGroup(autoScaling, group)) === undefined) return null;
    throw error;
  }
};

/** Deletes; a refusal is success if `read` then shows that the thing is gone already. */
export const deleteOnce = async (remove: () => Promise<unknown>, read: () => Promise<unknown>): Promise<void> => {
  try {
    await remove();
  } catch (error) {
    if (validationError(error) && (await read()) === null) return;
    throw error;
  }
};
