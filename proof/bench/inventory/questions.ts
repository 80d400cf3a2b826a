/** The questions, through the `sarcelle` command's own code. */

import { versionsAnswer } from "../../../command/questions/answers.ts";
import type { InventoryReader } from "../../../command/questions/reader.ts";
import { inventoryAnswer } from "../../../command/questions/resources.ts";

/** `asOf` is a moment of the past. */
type Ask = (reader: InventoryReader, asOf: string) => Promise<string>;

export const questions = {
  versions: (reader) => versionsAnswer({ output: "json" }, reader),
  "inventory --environment": (reader) => inventoryAnswer({ output: "json", environment: "environment-7" }, reader),
  "inventory --release": (reader) => inventoryAnswer({ output: "json", type: "instance", release: "3" }, reader),
  "inventory --environment --as-of": (reader, asOf) =>
    inventoryAnswer({ output: "json", environment: "environment-7", asOf }, reader),
} satisfies Readonly<Record<string, Ask>>;

export type Question = keyof typeof questions;
