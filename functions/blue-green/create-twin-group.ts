import { autoScaling, cloudWatch, ec2, loadBalancing } from "../../src/aws/clients.ts";
import { changingHandler } from "../../src/aws/step-handler.ts";
import { liveSide, madeTargetGroups } from "../../src/aws/upgrade-sights.ts";
import { createTwinGroup } from "../../src/deployment/steps/create-twin-group.ts";
import { resourceKinds } from "../../src/resources/kinds.ts";

const clients = { autoScaling: autoScaling(), cloudWatch: cloudWatch(), ec2: ec2(), loadBalancing: loadBalancing() };

export const handler = changingHandler(createTwinGroup, {
  look: { live: liveSide(clients), twins: madeTargetGroups(clients) },
  kinds: resourceKinds(clients),
});
