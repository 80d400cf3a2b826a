import type { Need } from "../../world/service.ts";
import type { Ec2Context } from "./context.ts";
import { type LaunchTemplateReference, lookUp } from "./launch-template-lookup.ts";
import { arnOf } from "./resources.ts";

/** What a caller must be allowed to do to act on the launch template that it names. */
export const templateNeed =
  ({ surroundings, resources }: Ec2Context, action: string) =>
  (reference: LaunchTemplateReference): Need[] => {
    const template = lookUp(resources["launch-template"].values(), reference);
    const id = template?.id ?? reference.LaunchTemplateId ?? "*";
    return [{ action, resource: arnOf(surroundings, "launch-template", id), tags: template?.tags ?? {} }];
  };
