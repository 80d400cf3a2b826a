import {
  type AutoScalingClient,
  UpdateAutoScalingGroupCommand,
  type UpdateAutoScalingGroupCommandInput,
} from "@aws-sdk/client-auto-scaling";
import type { ResourceKind } from "../changes/resource-kind.ts";
import { describeGroup } from "./describe-group.ts";
import { launchTemplateOf } from "./described/auto-scaling-group.ts";
import { asInput } from "./described/plain.ts";

/**
 * What a group launches from now on; id: the group's name; state: `{ launchTemplateId, version }`, and where it changes `launchTemplateName`,
 * by which what makes the template is known to stand below. A group with a mixed
 * instances policy names its template there, and the policy is sent back whole around it.
 */
export const groupLaunchTemplate = (autoScaling: AutoScalingClient): ResourceKind => ({
  belongsTo: (name) => ({ kind: "auto-scaling-group", id: name }),

  async read(name) {
    const group = await describeGroup(autoScaling, name);
    const template = group && launchTemplateOf(group);
    if (template === undefined) return null;
    return {
      launchTemplateId: template.LaunchTemplateId ?? "",
      launchTemplateName: template.LaunchTemplateName ?? "",
      version: template.Version ?? "$Default",
    };
  },

  needs: ({ launchTemplateName: name }) => (typeof name === "string" ? [{ kind: "launch-template", id: name }] : []),

  async write(name, _before, after) {
    if (after === null) throw new TypeError("A group cannot be without a launch template.");
    const specification = { LaunchTemplateId: String(after.launchTemplateId), Version: String(after.version) };
    const mixed = (await describeGroup(autoScaling, name))?.MixedInstancesPolicy;
    const template =
      mixed === undefined
        ? { LaunchTemplate: specification }
        : {
            MixedInstancesPolicy: {
              ...mixed,
              LaunchTemplate: { ...mixed.LaunchTemplate, LaunchTemplateSpecification: specification },
            },
          };
    await autoScaling.send(
      new UpdateAutoScalingGroupCommand(
        asInput<UpdateAutoScalingGroupCommandInput>({ AutoScalingGroupName: name, ...template } as never),
      ),
    );
  },
});
