import { expect, it } from "vitest";
import { createWorld } from "./world.ts";

it.each([
  ["SetDesiredCapacity", { AutoScalingGroupName: "none" }, ["desiredCapacity"]],
  ["CreateAutoScalingGroup", {}, ["autoScalingGroupName", "minSize", "maxSize"]],
  ["DescribeTrafficSources", {}, ["autoScalingGroupName"]],
])("%s %j is refused before anything is looked up, with all that is missing", async (operation, input, missing) => {
  const many = missing.length === 1 ? "1 validation error" : `${missing.length} validation errors`;
  const each = missing.map(
    (member) => `Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
  const message = `${many} detected: ${each.join("; ")}`;
  await expect(createWorld().call(operation, input)).rejects.toMatchObject({ name: "ValidationError", message });
});
