import { NotAsRegistered } from "../../errors.ts";
import type { Live } from "./live.ts";

/** An upgrade is over by then. */
const soonSeconds = 1_800;

/**
 * Throws `NotAsRegistered` if the group has a scheduled action that happens once, and soon: its twin could not be made any more, as AWS takes
 * no start in the past, and the live one would change the group in the midst of the upgrade.
 */
export const refuseDueSoon = ({ scheduledActions }: Pick<Live, "scheduledActions">, now: number): void => {
  const due = scheduledActions.find(
    ({ Recurrence, StartTime }) =>
      Recurrence === undefined && StartTime !== undefined && Date.parse(StartTime) < now + soonSeconds * 1_000,
  );
  if (due !== undefined)
    throw new NotAsRegistered(
      `The scheduled action '${due.ScheduledActionName}' happens once, at ${due.StartTime}. Expected none within ${soonSeconds / 60} minutes, as an upgrade could not copy it any more. Upgrade once it is over, or delete it. Nothing was changed.`,
    );
};
