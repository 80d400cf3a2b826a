/** Looks for what has already a name that the upgrade would give. */
import type { Kind, ResourceRef } from "../changes/change.ts";
import type { Live } from "../deployment/upgrade/live.ts";
import type { Namesake } from "../deployment/upgrade/taken.ts";
import { describeAlarms } from "../resources/describe-alarms.ts";
import { describeGroup } from "../resources/describe-group.ts";
import { describeLaunchTemplate } from "../resources/describe-launch-template.ts";
import { describeTags } from "../resources/describe-tags.ts";
import { describeTargetGroups } from "../resources/describe-target-group.ts";
import { placeholderId } from "../resources/described/ids.ts";
import { type Tags, tagsOf } from "../resources/described/tags.ts";
import type { Clients } from "../resources/kinds.ts";

/** How the tags are found of what has the name; undefined if nothing has it. */
type Look = (id: string) => Promise<Tags | undefined>;

const looks = (
  { autoScaling, loadBalancing, ec2, cloudWatch }: Clients,
  live: Pick<Live, "listeners">,
): Partial<Readonly<Record<Kind, Look>>> => {
  const tagsAt = async (arn: string) => {
    const tags = await describeTags(loadBalancing, arn);
    return tags === null ? undefined : tagsOf(tags);
  };
  return {
    "target-group": async (name) => {
      const [found] = await describeTargetGroups(loadBalancing, { Names: [name] });
      return found && tagsAt(found.TargetGroupArn ?? "");
    },
    "placeholder-listener": async (id) => {
      const { port } = placeholderId.parse(id);
      const found = live.listeners.find(({ listener }) => listener.Port === port);
      return found && tagsAt(found.listener.ListenerArn ?? "");
    },
    "launch-template": async (name) => {
      const found = await describeLaunchTemplate(ec2, { LaunchTemplateName: name });
      return found === null ? undefined : tagsOf(found.Tags);
    },
    "auto-scaling-group": async (name) => {
      const found = await describeGroup(autoScaling, name);
      return found && tagsOf(found.Tags);
    },
    "scaling-alarm": async (name) => {
      const [found] = await describeAlarms(cloudWatch, [name]);
      return found && tagsOf(found.tags);
    },
  };
};

/** Those of the resources that are there, with their tags. */
export const observeNamesakes = async (
  clients: Clients,
  live: Pick<Live, "listeners">,
  resources: readonly ResourceRef[],
): Promise<readonly Namesake[]> => {
  const look = looks(clients, live);
  const found: Namesake[] = [];
  // One after the other: ELBv2's describe calls share a small bucket.
  for (const resource of resources) {
    const tags = await look[resource.kind]?.(resource.id);
    if (tags !== undefined) found.push({ resource, tags });
  }
  return found;
};
