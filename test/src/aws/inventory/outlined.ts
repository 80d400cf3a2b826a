import { type InventoryTable, outlines } from "../../../../src/aws/inventory/query.ts";
import type { Outline } from "../../../../src/inventory/attributes.ts";

/** All outlines, or those of a version. */
export const outlined = async (inventory: InventoryTable, version?: string): Promise<readonly Outline[]> => {
  const found: Outline[] = [];
  await outlines(inventory, (some) => found.push(...some), version);
  return found;
};
