import type { Change } from "../../changes/change.ts";
import { InvalidInput } from "../../errors.ts";
import { registeredVersion, versionId } from "../../resources/described/ids.ts";
import { releaseData, versionDescription } from "../release.ts";
import { idleSide } from "../traffic.ts";
import { hasOwnTemplate, ownTemplate } from "../upgrade/own-template.ts";
import { ownTags } from "../upgrade/ownership.ts";
import { changing, type Seen } from "./step.ts";

type Looking = Seen<"view" | "template" | "templateTags">;

const isOwn = ({ view }: Looking): boolean => hasOwnTemplate(view, idleSide(view).side);

/** What is to hold the release: the next version of the idle side's own template, or that template with the release as its first. */
const holder = (seen: Looking, description: string, data: Change["after"]): Change => {
  const { view, environment, templateTags } = seen;
  const { side, group } = idleSide(view);
  if (isOwn(seen))
    return {
      resource: {
        kind: "launch-template-version",
        id: versionId.format({ launchTemplateId: group.launchTemplate.id, description }),
      },
      before: null,
      after: { data },
    };
  return {
    resource: { kind: "launch-template", id: ownTemplate(view, side) },
    before: null,
    after: {
      VersionDescription: description,
      LaunchTemplateData: data,
      Tags: ownTags(templateTags, environment.name, side),
    },
  };
};

/**
 * Makes the launch template version of the release: the active side's settings with the release on top. Never one of a template that a
 * person made: blue gets one of its own at its first deploy.
 */
export const registerRelease = changing({
  name: "RegisterRelease",
  looks: ["view", "template", "templateTags"],
  kinds: ["launch-template", "launch-template-version"],
  plan: (seen) => {
    const { id, release } = seen.deployment;
    if (release === undefined) throw new InvalidInput(`Deployment '${id}' has no release to register.`);
    return [holder(seen, versionDescription(id), releaseData(seen.template, release))];
  },
  effect: (seen) => ({
    version: isOwn(seen)
      ? "(the version made above)"
      : registeredVersion.format({ launchTemplateId: "(known once it is made)", version: "1" }),
  }),
});
