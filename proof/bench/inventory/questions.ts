/** The questions, through the `sarcelle` command's own code. */

import { inventory, versionsCommand } from "../../../command/questions/answers.ts";
import type { InventoryReader } from "../../../command/questions/reader.ts";

/** `asOf` is a moment of the past. */
type Ask = (reader: InventoryReader, asOf: string) => Promise<string>;

export const questions = {
  versions: (reader) => versionsCommand({ json: true }, reader),
  "inventory --environment": (reader) => inventory({ json: true, environment: "environment-7" }, reader),
  "inventory --release": (reader) => inventory({ json: true, type: "instance", release: "3" }, reader),
  "inventory --environment --as-of": (reader, asOf) =>
    inventory({ json: true, environment: "environment-7", asOf }, reader),
} satisfies Readonly<Record<string, Ask>>;

export type Question = keyof typeof questions;
