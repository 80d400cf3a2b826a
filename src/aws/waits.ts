import { describedWaits } from "../deployment/described-waits.ts";
import type { Waits } from "../deployment/emptying.ts";
import type { SideView } from "../deployment/view.ts";
import { hooksOf } from "../resources/describe-group-members.ts";
import { plain } from "../resources/described/plain.ts";
import type { Observers } from "./observe.ts";
import { type AttributesOf, readingAttributes } from "./target-group-attributes.ts";

/** What AWS makes a side's instances wait for as they come and go. */
export const waitsOf = async (
  { autoScaling, loadBalancing }: Observers,
  side: SideView,
  attributesOf: AttributesOf = readingAttributes(loadBalancing),
): Promise<Waits> => {
  const hooks = await hooksOf(autoScaling, side.group.name);
  const attributes = [];
  for (const { arn } of side.targetGroups) attributes.push(await attributesOf(arn));
  return describedWaits(plain(hooks), attributes);
};
