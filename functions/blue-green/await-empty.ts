import { autoScaling, loadBalancing } from "../../src/aws/clients.ts";
import { idleDraining, viewFor } from "../../src/aws/sights.ts";
import { lookingHandler } from "../../src/aws/step-handler.ts";
import { awaitEmpty } from "../../src/deployment/steps/await-empty.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };

export const handler = lookingHandler(awaitEmpty, {
  view: viewFor(awaitEmpty, clients),
  drainedAt: idleDraining(clients.loadBalancing),
});
