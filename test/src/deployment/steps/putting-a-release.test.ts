/** How a release comes into a launch template, and its group to that. */
import { describe, expect, it } from "vitest";
import { launchRelease } from "../../../../src/deployment/steps/launch-release.ts";
import { registerRelease } from "../../../../src/deployment/steps/register-release.ts";
import type { Given } from "../../../../src/deployment/steps/step.ts";
import type { View } from "../../../../src/deployment/view.ts";
import { InvalidInput, NotAsRegistered } from "../../../../src/errors.ts";
import { healthyTargets, registered, side, view } from "../world.ts";

const release = { version: "2.0.0", commit: "0123456789abcdef", imageId: "ami-2", userData: "A=1" };

const seeing = (seen: View, more: Partial<Given> = {}) => ({
  environment: registered(),
  deployment: { id: "d-1", release },
  planned: [],
  ...more,
  view: seen,
});

describe("RegisterRelease", () => {
  const seen = { ...seeing(view("blue")), template: { ImageId: "ami-1" }, templateTags: {} };

  it("makes one launch template version of the release, found again by the deployment's name", () => {
    expect(registerRelease.plan(seen)).toEqual([
      {
        resource: { kind: "launch-template-version", id: "lt-web-green/sarcelle d-1" },
        before: null,
        after: {
          data: {
            ImageId: "ami-2",
            UserData: "QT0x",
            TagSpecifications: [
              {
                ResourceType: "instance",
                Tags: [
                  { Key: "sarcelle:version", Value: "2.0.0" },
                  { Key: "sarcelle:commit", Value: "0123456789abcdef" },
                ],
              },
            ],
          },
        },
      },
    ]);
  });

  it("never puts it into a template that a person made: blue gets one of its own, with the tags of that", () => {
    const blue = side("blue", [], { launchTemplate: { id: "lt-1", name: "web", version: "$Latest" } });
    const first = {
      ...seeing(view("green", blue, side("green", healthyTargets(4)))),
      template: { ImageId: "ami-1" },
      templateTags: { team: "shop", "aws:cloudformation:stack-name": "shop", "sarcelle:environment": "web-live" },
    };
    expect(registerRelease.plan(first)).toEqual([
      {
        resource: { kind: "launch-template", id: "web-blue" },
        before: null,
        after: {
          VersionDescription: "sarcelle d-1",
          LaunchTemplateData: registerRelease.plan(seen)[0]?.after?.data,
          Tags: { team: "shop", "sarcelle:environment": "web-live", "sarcelle:side": "blue" },
        },
      },
    ]);
    expect(registerRelease.effect?.(first)).toEqual({ version: "(known once it is made)/1" });
  });

  it("is refused where green does not launch from what the upgrade made for it", () => {
    const strange = side("green", [], { launchTemplate: { id: "lt-1", name: "web", version: "1" } });
    expect(() => registerRelease.plan({ ...seen, view: view("blue", side("blue", []), strange) })).toThrow(
      new NotAsRegistered(
        "Auto Scaling group 'web-green' launches from launch template 'web', expected the one that the upgrade made for it, which ends in '-green'. Point it back.",
      ),
    );
  });

  it("has nothing to register without a release", () => {
    expect(() => registerRelease.plan({ ...seen, deployment: { id: "d-1" } })).toThrow(
      new InvalidInput("Deployment 'd-1' has no release to register."),
    );
  });
});

describe("LaunchRelease", () => {
  const idle = side("green", [], { min: 0, max: 8, desired: 0 });
  const seen = view("blue", side("blue", healthyTargets(6), { min: 3, max: 9, desired: 6 }), idle);

  it("launches the version at the size that the active side has now", () => {
    expect(launchRelease.plan(seeing(seen, { version: "7" }))).toEqual([
      {
        resource: { kind: "group-launch-template", id: "web-green" },
        before: { launchTemplateId: "lt-web-green", version: "1" },
        after: { launchTemplateId: "lt-web-green", version: "7" },
      },
      {
        resource: { kind: "group-capacity", id: "web-green" },
        before: { min: 0, max: 8, desired: 0 },
        after: { min: 3, max: 9, desired: 6 },
      },
    ]);
  });

  it("points blue from a person's template to its own, by names that say so", () => {
    const blue = side("blue", [], { launchTemplate: { id: "lt-1", name: "web", version: "$Latest" } });
    const first = view("green", blue, side("green", healthyTargets(4)));
    expect(launchRelease.plan(seeing(first, { version: "lt-2/1" }))[0]).toEqual({
      resource: { kind: "group-launch-template", id: "web-blue" },
      before: { launchTemplateId: "lt-1", launchTemplateName: "web", version: "$Latest" },
      after: { launchTemplateId: "lt-2", launchTemplateName: "web-blue", version: "1" },
    });
  });

  it("does not guess which version that is", () => {
    expect(() => launchRelease.plan(seeing(seen))).toThrow("RegisterRelease made no launch template version.");
  });
});
