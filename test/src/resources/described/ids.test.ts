import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  functionArn,
  memberId,
  placeholderId,
  registeredVersion,
  type Tagged,
  tagsId,
  targetGroupArn,
  targetGroupLabel,
  versionId,
} from "../../../../src/resources/described/ids.ts";

const text = fc.string({ unit: "grapheme" });
const without = (separator: string) => text.map((each) => each.replaceAll(separator, ""));
const loadBalancerArn = text.map((name) => `arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/${name}`);

const undoes =
  <Parts>(
    { format, parse }: { readonly format: (parts: Parts) => string; readonly parse: (id: string) => Parts },
    parts: fc.Arbitrary<Parts>,
  ) =>
  () =>
    fc.assert(
      fc.property(parts, (each) => {
        expect(parse(format(each))).toEqual(each);
      }),
    );

describe("an id", () => {
  it.each<[string, string, string]>([
    ["of a member", memberId.format({ group: "web", name: "out" }), "web/out"],
    ["of a member whose name is an ARN", memberId.format({ group: "web", name: "arn:sns:topic" }), "web/arn:sns:topic"],
    [
      "of a member of a group with a slash",
      memberId.format({ group: "team/web 100%", name: "scale/out" }),
      "team%2Fweb 100%25/scale/out",
    ],
    ["of a version", versionId.format({ launchTemplateId: "lt-1", description: "sarcelle d/1" }), "lt-1/sarcelle d/1"],
    ["of a registered version", registeredVersion.format({ launchTemplateId: undefined, version: "7" }), "7"],
    ["of one of another template", registeredVersion.format({ launchTemplateId: "lt-1", version: "1" }), "lt-1/1"],
    ["of a placeholder", placeholderId.format({ loadBalancerArn: "arn:lb", port: 9080 }), "arn:lb:9080"],
    ["of a group's tags", tagsId.format({ service: "autoscaling", name: "web" }), "autoscaling:web"],
    ["of a launch template's tags", tagsId.format({ service: "ec2", name: "lt-1" }), "lt-1"],
    [
      "of a target group",
      targetGroupArn.format({ place: "arn:here", name: "web", key: "1" }),
      "arn:here:targetgroup/web/1",
    ],
    ["of a target group in metrics", targetGroupLabel({ name: "web", key: "1" }), "targetgroup/web/1"],
  ])("%s is written as journals hold it", (_, id, expected) => {
    expect(id).toBe(expected);
  });

  const tagged = fc.oneof(
    fc.record<Tagged>({ service: fc.constant("autoscaling"), name: text }),
    fc.record<Tagged>({ service: fc.constant("elasticloadbalancing"), name: loadBalancerArn }),
    fc.record<Tagged>({ service: fc.constant("ec2"), name: fc.stringMatching(/^(lt|i|sg)-[0-9a-f]+$/) }),
  );
  const pairs: readonly [string, () => void][] = [
    ["of a member", undoes(memberId, fc.record({ group: text, name: text }))],
    [
      "of a function",
      undoes(
        functionArn,
        fc.record({
          partition: fc.constantFrom("aws", "aws-cn"),
          region: fc.constantFrom("eu-west-1", "cn-north-1"),
          account: fc.stringMatching(/^\d{12}$/),
          name: fc.stringMatching(/^[\w-]{1,64}$/),
        }),
      ),
    ],
    [
      "of a registered version",
      undoes(
        registeredVersion,
        fc.record({ launchTemplateId: fc.option(without("/"), { nil: undefined }), version: without("/") }),
      ),
    ],
    ["of a version", undoes(versionId, fc.record({ launchTemplateId: without("/"), description: text }))],
    ["of a placeholder", undoes(placeholderId, fc.record({ loadBalancerArn, port: fc.nat(65_535) }))],
    ["of tags", undoes(tagsId, tagged)],
    ["of a target group", undoes(targetGroupArn, fc.record({ place: text, name: without("/"), key: without(":") }))],
  ];
  it.each(pairs)("%s is read into the parts that it was written from", (_, check) => check());

  it.each<[string, () => unknown]>([
    ["'web' is not the id of what belongs to a group.", () => memberId.parse("web")],
    ["'lt-1' is not the id of a launch template version.", () => versionId.parse("lt-1")],
    ["'arn:lb' is not the id of a placeholder listener.", () => placeholderId.parse("arn:lb")],
    ["'arn:lb:x' is not the id of a placeholder listener.", () => placeholderId.parse("arn:lb:x")],
    ["'targetgroup/web/1' is not the id of a target group.", () => targetGroupArn.parse("targetgroup/web/1")],
  ])("that is none is refused: %s", (message, parse) => {
    expect(parse).toThrow(new TypeError(message));
  });
});
