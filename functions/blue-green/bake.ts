import { autoScaling, cloudWatch, loadBalancing } from "../../src/aws/clients.ts";
import { bakeChecks, measuredSides, registeredAlarms, viewFor } from "../../src/aws/sights.ts";
import { lookingHandler } from "../../src/aws/step-handler.ts";
import { bake } from "../../src/deployment/steps/bake.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };
const metrics = cloudWatch();

export const handler = lookingHandler(bake, {
  view: viewFor(bake, clients),
  alarms: registeredAlarms(metrics),
  checking: bakeChecks,
  measured: measuredSides(metrics),
});
