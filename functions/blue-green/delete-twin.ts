import { dynamoDb, resourceClients } from "../../src/aws/clients.ts";
import { everyKind } from "../../src/aws/every-kind.ts";
import { retiringSight } from "../../src/aws/observe-retiring.ts";
import { changingHandler } from "../../src/aws/step-handler.ts";
import { mainTable } from "../../src/aws/table.ts";
import { deleteTwin } from "../../src/deployment/steps/delete-twin.ts";

const clients = resourceClients();
const table = mainTable(dynamoDb());

export const handler = changingHandler(deleteTwin, {
  look: { retiring: retiringSight(clients, table) },
  kinds: everyKind(clients, table),
});
