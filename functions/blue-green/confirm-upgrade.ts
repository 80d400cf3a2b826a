import { dynamoDb, resourceClients } from "../../src/aws/clients.ts";
import { viewFor } from "../../src/aws/sights.ts";
import { lookingHandler } from "../../src/aws/step-handler.ts";
import { mainTable } from "../../src/aws/table.ts";
import { keptSnapshot, liveSide } from "../../src/aws/upgrade-sights.ts";
import { confirmUpgrade } from "../../src/deployment/steps/confirm-upgrade.ts";

const clients = resourceClients();

export const handler = lookingHandler(confirmUpgrade, {
  live: liveSide(clients),
  snapshot: keptSnapshot(mainTable(dynamoDb())),
  view: viewFor(confirmUpgrade, clients),
});
