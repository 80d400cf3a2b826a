import { autoScaling, loadBalancing } from "../../src/aws/clients.ts";
import { viewFor } from "../../src/aws/sights.ts";
import { changingHandler } from "../../src/aws/step-handler.ts";
import { launchRelease } from "../../src/deployment/steps/launch-release.ts";
import { groupCapacity } from "../../src/resources/group-capacity.ts";
import { groupLaunchTemplate } from "../../src/resources/group-launch-template.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };

export const handler = changingHandler(launchRelease, {
  look: { view: viewFor(launchRelease, clients) },
  kinds: {
    "group-capacity": groupCapacity(clients.autoScaling),
    "group-launch-template": groupLaunchTemplate(clients.autoScaling),
  },
});
