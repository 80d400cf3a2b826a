/** Sweeps in a process of its own: what is measured of its memory is the sweep's alone, and no table's. */
import { dynamoDb } from "../../../src/aws/clients.ts";
import { fleetOf } from "./fleet.ts";
import { measured } from "./measured.ts";
import { sweepWhole } from "./sweeps.ts";

const [resources, stopped, waited] = process.argv.slice(2).map(Number);
const fleet = fleetOf(resources ?? 0, waited);
fleet.stop(stopped ?? 0);
const { result, ...cost } = await measured(() => sweepWhole(fleet, { client: dynamoDb(), name: "inventory" }));
process.stdout.write(JSON.stringify({ cost, swept: result, calls: fleet.takeCalls() }));
