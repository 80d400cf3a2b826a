import { resourceClients } from "../../src/aws/clients.ts";
import { changingHandler } from "../../src/aws/step-handler.ts";
import { liveSide, madeTargetGroups } from "../../src/aws/upgrade-sights.ts";
import { openPlaceholders } from "../../src/deployment/steps/open-placeholders.ts";
import { deletionProtection } from "../../src/resources/deletion-protection.ts";
import { placeholderListener } from "../../src/resources/placeholder-listener.ts";

const clients = resourceClients();

export const handler = changingHandler(openPlaceholders, {
  look: { live: liveSide(clients), twins: madeTargetGroups(clients) },
  kinds: {
    "placeholder-listener": placeholderListener(clients.loadBalancing),
    "deletion-protection": deletionProtection(clients.loadBalancing),
  },
});
