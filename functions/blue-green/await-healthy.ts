import { autoScaling, loadBalancing } from "../../src/aws/clients.ts";
import { idleActivities, viewFor } from "../../src/aws/sights.ts";
import { lookingHandler } from "../../src/aws/step-handler.ts";
import { awaitHealthy } from "../../src/deployment/steps/await-healthy.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };

export const handler = lookingHandler(awaitHealthy, {
  view: viewFor(awaitHealthy, clients),
  activities: idleActivities(clients.autoScaling),
});
