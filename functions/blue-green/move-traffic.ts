import { autoScaling, cloudWatch, loadBalancing } from "../../src/aws/clients.ts";
import { bothPredictive, measuredSplit, registeredAlarms, splitChecked, viewFor } from "../../src/aws/sights.ts";
import { changingHandler } from "../../src/aws/step-handler.ts";
import { moveTraffic } from "../../src/deployment/steps/move-traffic.ts";
import { groupCapacity } from "../../src/resources/group-capacity.ts";
import { groupProcesses } from "../../src/resources/group-processes.ts";
import { listener } from "../../src/resources/listener.ts";
import { listenerRule } from "../../src/resources/listener-rule.ts";
import { predictiveMode } from "../../src/resources/predictive-mode.ts";
import { scaleInProtection } from "../../src/resources/scale-in-protection.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };
const metrics = cloudWatch();

export const handler = changingHandler(moveTraffic, {
  look: {
    view: viewFor(moveTraffic, clients),
    alarms: registeredAlarms(metrics),
    checking: splitChecked,
    measured: measuredSplit(metrics),
    predictive: bothPredictive(clients.autoScaling),
  },
  kinds: {
    "group-capacity": groupCapacity(clients.autoScaling),
    "group-processes": groupProcesses(clients.autoScaling),
    listener: listener(clients.loadBalancing),
    "listener-rule": listenerRule(clients.loadBalancing),
    "predictive-mode": predictiveMode(clients.autoScaling),
    "scale-in-protection": scaleInProtection(clients.autoScaling),
  },
  health: clients.loadBalancing,
});
