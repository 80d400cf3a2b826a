import { resize } from "../capacity.ts";
import { bothSides } from "../traffic.ts";
import { changing } from "./step.ts";

/** Launches the registered version on the idle side, at the size that the active side has now. */
export const launchRelease = changing({
  name: "LaunchRelease",
  looks: ["view"],
  kinds: ["group-capacity", "group-launch-template"],
  plan: ({ view, version }) => {
    if (version === undefined) throw new TypeError("RegisterRelease made no launch template version.");
    const { active, idle } = bothSides(view);
    const { name, launchTemplate } = idle.group;
    return [
      {
        resource: { kind: "group-launch-template", id: name },
        before: { launchTemplateId: launchTemplate.id, version: launchTemplate.version },
        after: { launchTemplateId: launchTemplate.id, version },
      },
      resize(idle.group, active.group),
    ];
  },
});
