/** Questions to a full table, through the `sarcelle` command's own code. */
import { systemClock } from "../../../src/clock.ts";
import type { InventoryReader } from "../../../src/inventory/queries/reader.ts";
import { inventory, versionsCommand } from "../../sarcelle/inventory.ts";
import { inventoryReader } from "../../sarcelle/inventory-reader.ts";
import { here } from "./fleet.ts";
import { type Cost, measured } from "./measured.ts";
import type { Table } from "./sweeps.ts";

export interface Answered extends Cost {
  readonly question: string;
  readonly resources: number;
  readonly requests: number;
  readonly readUnits: number;
}

type Ask = (reader: InventoryReader) => Promise<string>;

const questions = (asOf: string): Readonly<Record<string, Ask>> => ({
  versions: (reader) => versionsCommand({ json: true }, reader),
  "inventory --environment": (reader) => inventory({ json: true, environment: "environment-7" }, reader),
  "inventory --release": (reader) => inventory({ json: true, type: "instance", release: "3" }, reader),
  "inventory --environment --as-of": (reader) => inventory({ json: true, environment: "environment-7", asOf }, reader),
});

/** Asks each question once. `asOf` is a moment of the past. */
export const askAll = async (table: Table, resources: number, asOf: number): Promise<readonly Answered[]> => {
  const reader = inventoryReader(table.asked, here);
  while (systemClock.now() < asOf) await systemClock.sleep(1);
  const answers: Answered[] = [];
  for (const [question, ask] of Object.entries(questions(new Date(asOf).toISOString()))) {
    table.takeSpent();
    const { result, ...cost } = await measured(() => ask(reader));
    if (JSON.parse(result).length === 0) throw new Error(`'${question}' was answered with nothing.`);
    const { requests, readUnits } = table.takeSpent();
    answers.push({ question, resources, ...cost, requests, readUnits });
  }
  return answers;
};
