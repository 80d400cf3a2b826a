import { autoScaling, cloudWatch } from "../../src/aws/clients.ts";
import { holdSight } from "../../src/aws/hold-sight.ts";
import { changingHandler } from "../../src/aws/step-handler.ts";
import { endHold } from "../../src/deployment/steps/end-hold.ts";
import { groupCapacity } from "../../src/resources/group-capacity.ts";

const clients = { autoScaling: autoScaling(), cloudWatch: cloudWatch() };

export const handler = changingHandler(endHold, {
  look: { holdSight: ({ seen }) => holdSight(clients, seen.holds) },
  kinds: { "group-capacity": groupCapacity(clients.autoScaling) },
});
