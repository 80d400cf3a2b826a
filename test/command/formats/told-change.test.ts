import { describe, expect, it } from "vitest";
import { resourceName, targetGroupsInWords, toldAttributes } from "../../../command/formats/told-change.ts";
import type { Json, Kind } from "../../../src/changes/change.ts";

const elb = "arn:aws:elasticloadbalancing:eu-west-1:123456789012";
const http = `${elb}:listener/app/web/1111111111111111/2222222222222222`;
const group = (name: string) => `${elb}:targetgroup/${name}/0123456789abcdef`;
const tag = { key: "sarcelle:environment", value: "web-live" };

describe("a resource is called", () => {
  const ports = new Map([[http, 8080]]);

  it.each<readonly [Kind, string, string]>([
    ["listener", http, "web:8080"],
    ["listener", `${elb}:listener/net/wire/1111111111111111/3333333333333333`, "wire/3333333333333333"],
    ["listener-rule", `${http.replace(":listener/", ":listener-rule/")}/4444`, "web:8080 rule 4444"],
    ["placeholder-listener", `${elb}:loadbalancer/app/web/1111111111111111:9080`, "web:9080"],
    ["preview-rule", `${http}:7 ${tag.key}=${tag.value}`, "web:8080 priority 7"],
    ["tags", group("web-http"), "target group web-http"],
    ["tags", http, "web:8080"],
    ["tags", "autoscaling:web", "autoscaling:web"],
    ["tags", "lt-1", "lt-1"],
    ["group-capacity", "web", "web"],
    ["listener", "arn:listener", "arn:listener"],
    ["listener-rule", "arn:rule", "arn:rule"],
  ])("%s %s: %s", (kind, id, name) => {
    expect(resourceName({ kind, id }, ports)).toBe(name);
  });
});

it.each<readonly [string, Json, string | undefined]>([
  ["one", group("web"), "web"],
  ["a list of them", [group("web"), group("web-tls")], "web, web-tls"],
  ["where all traffic goes", [{ TargetGroupArn: group("web"), Weight: 1 }], "web"],
  [
    "how it is split",
    [
      { TargetGroupArn: group("web"), Weight: 90 },
      { TargetGroupArn: group("web-green"), Weight: 10 },
    ],
    "web 90, web-green 10",
  ],
  ["a text that is none", "see targetgroup/web/1", undefined],
  ["a list in which something is none", [group("web"), "web"], undefined],
  ["nothing", [], undefined],
])("target groups are told by their names: %s", (_title, json, words) => {
  expect(targetGroupsInWords(json)).toBe(words);
});

it("of an attribute that is long only what differs is told, down to the target groups", () => {
  const to = (name: string) => [
    { Type: "forward", ForwardConfig: { TargetGroups: [{ TargetGroupArn: group(name), Weight: 1 }] } },
  ];
  const change = {
    resource: { kind: "listener", id: http },
    before: { actions: to("web") },
    after: { actions: to("web-green") },
  } as const;
  expect(toldAttributes(change)).toEqual([
    {
      name: "actions.0.ForwardConfig.TargetGroups",
      from: change.before.actions[0]?.ForwardConfig.TargetGroups,
      to: change.after.actions[0]?.ForwardConfig.TargetGroups,
    },
  ]);
});
