import { autoScaling, ec2, loadBalancing } from "../../src/aws/clients.ts";
import { fleetTemplate, fleetTemplateTags, fleetWithHealth } from "../../src/aws/observe-fleet.ts";
import { changingHandler } from "../../src/aws/step-handler.ts";
import { prepareRefresh } from "../../src/deployment/steps/prepare-refresh.ts";
import { ec2Tagging } from "../../src/resources/ec2-tagging.ts";
import { launchTemplate } from "../../src/resources/launch-template.ts";
import { launchTemplateVersion, registeredVersionOf } from "../../src/resources/launch-template-version.ts";
import { groupTagging, tags } from "../../src/resources/tags.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };
const templates = ec2();

/** Answers the version's number too, which AWS gave it: StartRefresh refreshes to it. */
export const handler = changingHandler(prepareRefresh, {
  look: {
    fleet: fleetWithHealth(clients),
    template: fleetTemplate(templates),
    templateTags: fleetTemplateTags(templates),
  },
  kinds: {
    "launch-template": launchTemplate(templates),
    "launch-template-version": launchTemplateVersion(templates),
    tags: tags({ autoScaling: groupTagging(clients.autoScaling), ec2: ec2Tagging(templates) }),
  },
  made: async (changes) => {
    const version = changes.find(({ resource }) => resource.kind !== "tags");
    return { version: version && (await registeredVersionOf(templates, version.resource)) };
  },
});
