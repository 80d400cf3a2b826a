import { InvalidInput } from "../../errors.ts";
import { versionId } from "../../resources/described/ids.ts";
import { releaseData, versionDescription } from "../release.ts";
import { idleSide } from "../traffic.ts";
import { changing } from "./step.ts";

/** Makes the idle side's next launch template version: the active side's settings with the release on top. */
export const registerRelease = changing({
  name: "RegisterRelease",
  looks: ["view", "template"],
  kinds: ["launch-template-version"],
  plan: ({ view, template, deployment: { id, release } }) => {
    if (release === undefined) throw new InvalidInput(`Deployment '${id}' has no release to register.`);
    const { launchTemplate } = idleSide(view).group;
    return [
      {
        resource: {
          kind: "launch-template-version",
          id: versionId.format({ launchTemplateId: launchTemplate.id, description: versionDescription(id) }),
        },
        before: null,
        after: { data: releaseData(template, release) },
      },
    ];
  },
  effect: () => ({ version: "(the version made above)" }),
});
