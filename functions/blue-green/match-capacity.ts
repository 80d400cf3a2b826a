import { autoScaling, loadBalancing } from "../../src/aws/clients.ts";
import { idleActivities, viewFor } from "../../src/aws/sights.ts";
import { changingHandler } from "../../src/aws/step-handler.ts";
import { matchCapacity } from "../../src/deployment/steps/match-capacity.ts";
import { groupCapacity } from "../../src/resources/group-capacity.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };

export const handler = changingHandler(matchCapacity, {
  look: { view: viewFor(matchCapacity, clients), activities: idleActivities(clients.autoScaling) },
  kinds: { "group-capacity": groupCapacity(clients.autoScaling) },
});
