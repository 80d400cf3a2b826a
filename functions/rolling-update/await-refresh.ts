import { autoScaling, cloudWatch, loadBalancing } from "../../src/aws/clients.ts";
import { checkpointAnswers, fleetWithHealth } from "../../src/aws/observe-fleet.ts";
import { registeredAlarms } from "../../src/aws/sights.ts";
import { lookingHandler } from "../../src/aws/step-handler.ts";
import { awaitRefresh } from "../../src/deployment/steps/await-refresh.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };

export const handler = lookingHandler(awaitRefresh, {
  fleet: fleetWithHealth(clients),
  alarms: registeredAlarms(cloudWatch()),
  checkpoint: checkpointAnswers,
});
