import type { Row } from "../../../src/inventory/model.ts";
import type { RowStore } from "../../../src/inventory/ports.ts";

/** The table in memory, under the conditions that the real one writes with. */
export const memoryStore = () => {
  const rows = new Map<string, Row>();
  const history: Row[] = [];
  const writes = { records: 0, touches: 0, refused: 0 };
  const store: RowStore = {
    read: async (refs) =>
      new Map(
        refs.flatMap(({ arn }): [string, Row][] => {
          const row = rows.get(arn);
          return row === undefined ? [] : [[arn, row]];
        }),
      ),
    replace: async (before, after) => {
      const now = rows.get(after.ref.arn);
      if (now?.number !== before?.number || (now !== undefined && now.readAt >= after.readAt)) {
        writes.refused++;
        return false;
      }
      if (now !== undefined && now.number !== after.number) history.push(now);
      if (now?.number === after.number) writes.touches++;
      else writes.records++;
      rows.set(after.ref.arn, after);
      return true;
    },
  };
  return { store, rows, history, writes };
};
