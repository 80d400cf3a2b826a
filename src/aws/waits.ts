import { DescribeTargetGroupAttributesCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { describedWaits } from "../deployment/described-waits.ts";
import type { Waits } from "../deployment/emptying.ts";
import type { SideView } from "../deployment/view.ts";
import { hooksOf } from "../resources/describe-group-members.ts";
import { plain } from "../resources/described/plain.ts";
import type { Observers } from "./observe.ts";

/** What AWS makes a side's instances wait for as they come and go. */
export const waitsOf = async ({ autoScaling, loadBalancing }: Observers, side: SideView): Promise<Waits> => {
  const hooks = await hooksOf(autoScaling, side.group.name);
  const attributes = [];
  for (const { arn } of side.targetGroups) {
    const { Attributes } = await loadBalancing.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: arn }));
    attributes.push(plain(Attributes ?? []));
  }
  return describedWaits(plain(hooks), attributes);
};
