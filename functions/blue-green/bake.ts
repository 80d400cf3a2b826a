import { autoScaling, cloudWatch, loadBalancing } from "../../src/aws/clients.ts";
import { registeredAlarms, viewFor } from "../../src/aws/sights.ts";
import { lookingHandler } from "../../src/aws/step-handler.ts";
import { bake } from "../../src/deployment/steps/bake.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };

export const handler = lookingHandler(bake, {
  view: viewFor(bake, clients),
  alarms: registeredAlarms(cloudWatch()),
});
