/** Before an answer that is empty is believed: an environment that is not known has nothing wrong, and nothing in it. */
import { whichThereAre } from "../nearest.ts";
import { UsageError } from "../usage-error.ts";
import type { InventoryReader } from "./reader.ts";

/** Throws `UsageError` that names the nearest if there is no environment of that name: none is registered, and the inventory holds none. */
export const requireKnown = async (environment: string, reader: InventoryReader): Promise<void> => {
  const registered = await reader.registered();
  if (registered.includes(environment) || (await reader.current(environment)).length > 0) return;
  throw new UsageError(
    `The inventory knows no environment '${environment}', and none of that name is registered. ${whichThereAre(environment, registered)}`,
  );
};

/** What was found, unless that is nothing and an environment was asked for that there is not; throws `UsageError` then. */
export const ofKnown = async <Found>(
  found: readonly Found[],
  environment: string | undefined,
  reader: InventoryReader,
): Promise<readonly Found[]> => {
  if (found.length === 0 && environment !== undefined) await requireKnown(environment, reader);
  return found;
};
