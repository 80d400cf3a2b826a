import { autoScaling, ec2, loadBalancing } from "../../src/aws/clients.ts";
import { activeTemplate, idleTemplateTags, viewFor } from "../../src/aws/sights.ts";
import { changingHandler } from "../../src/aws/step-handler.ts";
import { registerRelease } from "../../src/deployment/steps/register-release.ts";
import { launchTemplate } from "../../src/resources/launch-template.ts";
import { launchTemplateVersion, registeredVersionOf } from "../../src/resources/launch-template-version.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };
const templates = ec2();

/** Answers the version's number too, which AWS gave it: LaunchRelease launches it. */
export const handler = changingHandler(registerRelease, {
  look: {
    view: viewFor(registerRelease, clients),
    template: activeTemplate(templates),
    templateTags: idleTemplateTags(templates),
  },
  kinds: {
    "launch-template": launchTemplate(templates),
    "launch-template-version": launchTemplateVersion(templates),
  },
  made: async ([change]) => ({ version: change && (await registeredVersionOf(templates, change.resource)) }),
});
