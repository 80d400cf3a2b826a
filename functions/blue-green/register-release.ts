import { autoScaling, ec2, loadBalancing } from "../../src/aws/clients.ts";
import { activeTemplate, viewFor } from "../../src/aws/sights.ts";
import { changingHandler } from "../../src/aws/step-handler.ts";
import { registerRelease } from "../../src/deployment/steps/register-release.ts";
import { launchTemplateVersion, versionNumber } from "../../src/resources/launch-template-version.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };
const templates = ec2();

/** Answers the version's number too, which AWS gave it: LaunchRelease launches it. */
export const handler = changingHandler(registerRelease, {
  look: { view: viewFor(registerRelease, clients), template: activeTemplate(templates) },
  kinds: { "launch-template-version": launchTemplateVersion(templates) },
  made: async ([change]) => ({ version: await versionNumber(templates, change?.resource.id ?? "") }),
});
