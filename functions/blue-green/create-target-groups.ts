import { dynamoDb, resourceClients } from "../../src/aws/clients.ts";
import { changingHandler } from "../../src/aws/step-handler.ts";
import { mainTable } from "../../src/aws/table.ts";
import { liveSide, takenSnapshot } from "../../src/aws/upgrade-sights.ts";
import { createTargetGroups } from "../../src/deployment/steps/create-target-groups.ts";
import { groupTagging, loadBalancingTagging, tags } from "../../src/resources/tags.ts";
import { targetGroup } from "../../src/resources/target-group.ts";

const clients = resourceClients();

export const handler = changingHandler(createTargetGroups, {
  look: { live: liveSide(clients), snapshot: takenSnapshot(mainTable(dynamoDb())) },
  kinds: {
    "target-group": targetGroup(clients.loadBalancing),
    tags: tags({
      autoScaling: groupTagging(clients.autoScaling),
      loadBalancing: loadBalancingTagging(clients.loadBalancing),
    }),
  },
});
