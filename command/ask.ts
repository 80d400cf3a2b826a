import type { Asking } from "./options.ts";
import type { InventoryReader } from "./questions/reader.ts";

/** Prints what the inventory of the deployed stack answers; answers the exit code. */
export const ask = async <O extends Asking>(
  options: O,
  answer: (options: O, reader: InventoryReader) => Promise<string>,
): Promise<number> => {
  const { readerOf } = await import("./questions/stack-reader.ts");
  process.stdout.write(await answer(options, await readerOf(options.stack)));
  return 0;
};
