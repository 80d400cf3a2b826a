import type { Change } from "../../changes/change.ts";
import { registeredVersion } from "../../resources/described/ids.ts";
import { resize, withBoundsOf } from "../capacity.ts";
import { bothSides } from "../traffic.ts";
import { ownTemplate } from "../upgrade/own-template.ts";
import type { View } from "../view.ts";
import { changing } from "./step.ts";

/** Points the idle group at what RegisterRelease made: a version of the template that it has, or its own template instead of a person's. */
const pointTo = (view: View, registered: string): Change => {
  const { side, group } = bothSides(view).idle;
  const { id, name, version: before } = group.launchTemplate;
  const { launchTemplateId, version } = registeredVersion.parse(registered);
  const resource = { kind: "group-launch-template", id: group.name } as const;
  if (launchTemplateId === undefined)
    return { resource, before: { launchTemplateId: id, version: before }, after: { launchTemplateId: id, version } };
  return {
    resource,
    before: { launchTemplateId: id, launchTemplateName: name, version: before },
    after: { launchTemplateId, launchTemplateName: ownTemplate(view, side), version },
  };
};

/** Launches the registered version on the idle side, at the size that the active side has now. */
export const launchRelease = changing({
  name: "LaunchRelease",
  looks: ["view"],
  kinds: ["group-capacity", "group-launch-template"],
  plan: ({ view, version }) => {
    if (version === undefined) throw new TypeError("RegisterRelease made no launch template version.");
    const { active, idle } = bothSides(view);
    return [pointTo(view, version), resize(idle.group, withBoundsOf(active.group, active.group))];
  },
});
