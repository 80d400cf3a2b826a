import type { Change } from "../../changes/change.ts";
import { InvalidInput } from "../../errors.ts";
import { registeredVersion, tagsId, versionId } from "../../resources/described/ids.ts";
import { releaseData, versionDescription } from "../release.ts";
import { markAsBlue, ownTags } from "../upgrade/ownership.ts";
import { ownTemplateOf } from "../upgrade/rolling-template.ts";
import { changing, type Seen } from "./step.ts";

type Looking = Seen<"fleet" | "template" | "templateTags">;

const own = ({ fleet, templateTags, environment }: Looking) => ownTemplateOf(fleet, templateTags, environment.name);

/**
 * Marks the group and the template that it launches from as this environment's, where no upgrade has: Sarcelle's roles change and launch
 * only what carries its tag, there and back.
 */
const marks = ({ fleet: { group }, templateTags, environment: { name, sides } }: Looking): readonly Change[] => {
  if (sides === 2) return [];
  const { id } = group.launchTemplate;
  return [
    markAsBlue(
      `Auto Scaling group ${group.name}`,
      tagsId.format({ service: "autoscaling", name: group.name }),
      group.tags,
      name,
    ),
    markAsBlue(
      `Launch template ${group.launchTemplate.name}`,
      tagsId.format({ service: "ec2", name: id }),
      templateTags,
      name,
    ),
  ];
};

/** What is to hold the release: the next version of Sarcelle's own template for the group, or that template with the release as its first. */
const holder = (seen: Looking): Change => {
  const { fleet, environment, templateTags, template, deployment } = seen;
  const { id, release } = deployment;
  if (release === undefined) throw new InvalidInput(`Deployment '${id}' has no release to roll out.`);
  const description = versionDescription(id);
  const data = releaseData(template, release);
  const { name, isThere } = own(seen);
  if (isThere)
    return {
      resource: {
        kind: "launch-template-version",
        id: versionId.format({ launchTemplateId: fleet.group.launchTemplate.id, description }),
      },
      before: null,
      after: { data },
    };
  return {
    resource: { kind: "launch-template", id: name },
    before: null,
    after: {
      VersionDescription: description,
      LaunchTemplateData: data,
      Tags: ownTags(templateTags, environment.name, fleet.side),
    },
  };
};

/** Makes the launch template version of the release: what the group launches, with the release on top. Never one of a template that a person made. */
export const prepareRefresh = changing({
  name: "PrepareRefresh",
  looks: ["fleet", "template", "templateTags"],
  kinds: ["launch-template", "launch-template-version", "tags"],
  plan: (seen) => [...marks(seen), holder(seen)],
  effect: (seen) => ({
    version: own(seen).isThere
      ? "(the version made above)"
      : registeredVersion.format({ launchTemplateId: "(known once it is made)", version: "1" }),
  }),
});
