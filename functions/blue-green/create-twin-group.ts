import { resourceClients } from "../../src/aws/clients.ts";
import { changingHandler } from "../../src/aws/step-handler.ts";
import { liveSide, madeTargetGroups } from "../../src/aws/upgrade-sights.ts";
import { createTwinGroup } from "../../src/deployment/steps/create-twin-group.ts";
import { resourceKinds } from "../../src/resources/kinds.ts";

const clients = resourceClients();

export const handler = changingHandler(createTwinGroup, {
  look: { live: liveSide(clients), twins: madeTargetGroups(clients) },
  kinds: resourceKinds(clients),
});
