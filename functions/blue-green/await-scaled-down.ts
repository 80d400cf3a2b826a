import { autoScaling, loadBalancing } from "../../src/aws/clients.ts";
import { idleDraining, overdueDeparture, viewFor } from "../../src/aws/sights.ts";
import { lookingHandler } from "../../src/aws/step-handler.ts";
import { awaitScaledDown } from "../../src/deployment/steps/await-scaled-down.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };

export const handler = lookingHandler(awaitScaledDown, {
  view: viewFor(awaitScaledDown, clients),
  leaving: overdueDeparture(clients),
  drainedAt: idleDraining(clients.loadBalancing),
});
