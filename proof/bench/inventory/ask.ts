/** Asks one question in a process of its own, as a person does: its code is cold, and what is measured is the command's work alone. */

import { inventoryReader } from "../../../command/questions/stack-reader.ts";
import { dynamoDb } from "../../../src/aws/clients.ts";
import { here } from "./described-fleet.ts";
import { measured } from "./measured.ts";
import { type Question, questions } from "./questions.ts";

const [question, asOf = ""] = process.argv.slice(2);
// What is asked of the past was then, in the time of the table's world.
const now = () => Date.parse(asOf) + 1;
const reader = inventoryReader({ client: dynamoDb(), name: "inventory" }, here, { now, registered: async () => [] });
const started = process.uptime();
const { result, ...cost } = await measured(() => questions[question as Question](reader, asOf));
process.stdout.write(JSON.stringify({ found: JSON.parse(result).length, started, ...cost }));
