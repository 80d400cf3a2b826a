/** The environments whose rows a sweep passes: one that has no summary yet gets it at once, so that each has one when the sweep is over. */
import type { Clock } from "../../clock.ts";
import { forEachAtOnce } from "../../inventory/concurrency.ts";
import { exists } from "../../inventory/model.ts";
import type { RowStore } from "../../inventory/ports.ts";
import type { Table } from "../table.ts";
import { currentRows } from "./query.ts";
import { summedEnvironments, sumUpAll } from "./summaries.ts";

const sumsAtOnce = 8;

export interface PassedEnvironments {
  /** These are passed. */
  pass(environments: readonly string[]): Promise<void>;
  /** Those that had a summary before, and were not passed: they may be gone. */
  unseen(): Promise<readonly string[]>;
}

/** Of one part of a sweep. */
export const passedEnvironments = (
  inventory: Table,
  store: RowStore,
  clock: Pick<Clock, "now">,
): PassedEnvironments => {
  const passed = new Set<string>();
  let before: ReturnType<typeof summedEnvironments> | undefined;
  const summed = () => {
    before ??= summedEnvironments(inventory);
    return before;
  };
  return {
    async pass(environments) {
      const known = await summed();
      const unsummed = environments.filter((name) => name !== "" && !known.has(name));
      await forEachAtOnce(unsummed, sumsAtOnce, async (name) => {
        const asOf = Math.floor(clock.now());
        await sumUpAll(inventory, store, [name], (await currentRows(inventory, name)).filter(exists), asOf);
      });
      for (const name of environments) passed.add(name);
    },
    unseen: async () => [...(await summed())].filter((name) => !passed.has(name)),
  };
};
