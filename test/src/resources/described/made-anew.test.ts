import { describe, expect, it } from "vitest";
import { namedIn, renamed, versionKey } from "../../../../src/resources/described/made-anew.ts";

const arnOf = (key: string) => `arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/web-green/${key}`;
const policyArn = (id: string) =>
  `arn:aws:autoscaling:eu-west-1:1:scalingPolicy:${id}:autoScalingGroupName/web-green:policyName/out`;
const state = (key: string, id: string, Version: string) => ({
  targetGroupArn: arnOf(key),
  ResourceLabel: `app/web/1/targetgroup/web-green/${key}`,
  AlarmActions: [policyArn(id), "arn:aws:sns:eu-west-1:1:people"],
  MixedInstancesPolicy: {
    LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateName: "web-green", Version } },
  },
  MinSize: 0,
});

describe("what AWS made up, in a state that names it", () => {
  it("is the key of a target group, the id of a policy and the number of a version", () => {
    expect(namedIn(state("a1", "p1", "7"))).toEqual({
      targetGroups: Array(2).fill({ name: "web-green", label: "targetgroup/web-green/a1" }),
      policies: [{ group: "web-green", name: "out", arn: policyArn("p1") }],
      versions: [{ name: "web-green", version: "7" }],
    });
    expect(namedIn({ LaunchTemplate: { LaunchTemplateName: "web", Version: "$Latest" } }).versions).toEqual([]);
  });

  it("is called as it is now, and all else stays", () => {
    const to = {
      texts: new Map([
        ["targetgroup/web-green/a1", "targetgroup/web-green/b2"],
        [policyArn("p1"), policyArn("p2")],
      ]),
      versions: new Map([[versionKey({ name: "web-green", version: "7" }), "2"]]),
    };
    expect(renamed(state("a1", "p1", "7"), to)).toEqual(state("b2", "p2", "2"));
    const nothing = { texts: new Map(), versions: new Map() };
    expect(renamed(state("a1", "p1", "7"), nothing)).toEqual(state("a1", "p1", "7"));
  });
});
