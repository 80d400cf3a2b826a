import { autoScaling, cloudWatch, ec2, loadBalancing } from "../../src/aws/clients.ts";
import { fleetTemplateTags, fleetWithHealth } from "../../src/aws/observe-fleet.ts";
import { registeredAlarms } from "../../src/aws/sights.ts";
import { changingHandler } from "../../src/aws/step-handler.ts";
import { startRefresh } from "../../src/deployment/steps/start-refresh.ts";
import { instanceRefresh } from "../../src/resources/instance-refresh.ts";
import { lifecycleHook } from "../../src/resources/lifecycle-hook.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };

export const handler = changingHandler(startRefresh, {
  look: {
    fleet: fleetWithHealth(clients),
    templateTags: fleetTemplateTags(ec2()),
    alarms: registeredAlarms(cloudWatch()),
  },
  kinds: {
    "lifecycle-hook": lifecycleHook(clients.autoScaling),
    "instance-refresh": instanceRefresh(clients.autoScaling),
  },
});
