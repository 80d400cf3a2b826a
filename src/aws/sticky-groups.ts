import type { StickyGroup } from "../deployment/stickiness.ts";
import type { View } from "../deployment/view.ts";
import { type AttributesOf, attributeValue } from "./target-group-attributes.ts";

/** The target groups of both sides that keep clients with their targets. */
export const stickyGroups = async (
  attributesOf: AttributesOf,
  { sides: { blue, green } }: View,
): Promise<readonly StickyGroup[]> => {
  const sticky: StickyGroup[] = [];
  for (const { arn, name } of [...blue.targetGroups, ...green.targetGroups]) {
    const attributes = await attributesOf(arn);
    if (attributeValue(attributes, "stickiness.enabled") === "true")
      sticky.push({ arn, name, type: attributeValue(attributes, "stickiness.type") ?? "lb_cookie" });
  }
  return sticky;
};
