import { autoScaling, loadBalancing } from "../../src/aws/clients.ts";
import { viewFor } from "../../src/aws/sights.ts";
import { changingHandler } from "../../src/aws/step-handler.ts";
import { emptyIdleSide } from "../../src/deployment/steps/empty-idle-side.ts";
import { groupCapacity } from "../../src/resources/group-capacity.ts";
import { groupProcesses } from "../../src/resources/group-processes.ts";
import { scaleInProtection } from "../../src/resources/scale-in-protection.ts";
import { warmPool } from "../../src/resources/warm-pool.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };

export const handler = changingHandler(emptyIdleSide, {
  look: { view: viewFor(emptyIdleSide, clients) },
  kinds: {
    "group-capacity": groupCapacity(clients.autoScaling),
    "group-processes": groupProcesses(clients.autoScaling),
    "warm-pool": warmPool(clients.autoScaling),
    "scale-in-protection": scaleInProtection(clients.autoScaling),
  },
});
