import { autoScaling, loadBalancing } from "../../src/aws/clients.ts";
import { viewFor } from "../../src/aws/sights.ts";
import { changingHandler } from "../../src/aws/step-handler.ts";
import { scaleDown } from "../../src/deployment/steps/scale-down.ts";
import { groupCapacity } from "../../src/resources/group-capacity.ts";
import { groupProcesses } from "../../src/resources/group-processes.ts";
import { scaleInProtection } from "../../src/resources/scale-in-protection.ts";
import { warmPool } from "../../src/resources/warm-pool.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };

export const handler = changingHandler(scaleDown, {
  look: { view: viewFor(scaleDown, clients) },
  kinds: {
    "group-capacity": groupCapacity(clients.autoScaling),
    "group-processes": groupProcesses(clients.autoScaling),
    "warm-pool": warmPool(clients.autoScaling),
    "scale-in-protection": scaleInProtection(clients.autoScaling),
  },
});
