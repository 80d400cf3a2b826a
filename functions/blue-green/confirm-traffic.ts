import { autoScaling, loadBalancing } from "../../src/aws/clients.ts";
import { viewFor } from "../../src/aws/sights.ts";
import { changingHandler } from "../../src/aws/step-handler.ts";
import { confirmTraffic } from "../../src/deployment/steps/confirm-traffic.ts";
import { groupProcesses } from "../../src/resources/group-processes.ts";
import { warmPool } from "../../src/resources/warm-pool.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };

export const handler = changingHandler(confirmTraffic, {
  look: { view: viewFor(confirmTraffic, clients) },
  kinds: {
    "group-processes": groupProcesses(clients.autoScaling),
    "warm-pool": warmPool(clients.autoScaling),
  },
});
