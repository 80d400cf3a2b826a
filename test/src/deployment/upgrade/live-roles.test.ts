import { expect, it } from "vitest";
import { profilesOfLive, rolesOfLive } from "../../../../src/deployment/upgrade/live-roles.ts";

const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;

it("a hook's role is passed on, and a group's own service-linked role; Auto Scaling's default role is not", () => {
  const hook = { LifecycleHookName: "drain", AutoScalingGroupName: "web", RoleARN: role("drain") };
  const group = (ServiceLinkedRoleARN: string) => ({ AutoScalingGroupName: "web", ServiceLinkedRoleARN });
  const live = (linked: string) =>
    ({ group: group(linked), lifecycleHooks: [hook, { LifecycleHookName: "log" }] }) as unknown as Parameters<
      typeof rolesOfLive
    >[0];
  const linked = (name: string) => role(`aws-service-role/autoscaling.amazonaws.com/${name}`);
  const ofHook = { arn: role("drain"), by: "lifecycle hook drain" };
  expect(rolesOfLive(live(linked("AWSServiceRoleForAutoScaling")))).toEqual([ofHook]);
  expect(rolesOfLive(live(linked("AWSServiceRoleForAutoScaling_web")))).toEqual([
    ofHook,
    { arn: linked("AWSServiceRoleForAutoScaling_web"), by: "Auto Scaling group web" },
  ]);
});

it("the instance profile of the live group's launch template is the twin's too", () => {
  const live = (data: object) =>
    ({
      group: {},
      launchTemplate: { template: { LaunchTemplateName: "web" }, version: { LaunchTemplateData: data } },
    }) as unknown as Parameters<typeof profilesOfLive>[0];
  expect(profilesOfLive(live({ IamInstanceProfile: { Name: "web" } }))).toEqual([
    { name: "web", by: "launch template web" },
  ]);
  expect(profilesOfLive(live({}))).toEqual([]);
});
