import { describe, expect, it } from "vitest";
import { type AwsKind, awsKinds, type Change, type ResourceRef, type State } from "../../../src/changes/change.ts";
import type { Entry } from "../../../src/changes/journal.ts";
import { undoNewestFirst } from "../../../src/changes/undo.ts";
import { previewUpgrade } from "../../../src/deployment/steps/preview-upgrade.ts";
import { resourceKinds } from "../../../src/resources/kinds.ts";
import { memoryJournal, memoryKind, steppingClock } from "../changes/fakes.ts";
import { arns, environment, live } from "../deployment/upgrade/described-live.ts";
import { fakeClient } from "./fake-client.ts";

const real = resourceKinds({
  autoScaling: fakeClient<never>({}).client,
  loadBalancing: fakeClient<never>({}).client,
  ec2: fakeClient<never>({}).client,
  cloudWatch: fakeClient<never>({}).client,
});
const name = ({ kind, id }: ResourceRef) => `${kind} ${id.replace(/^arn:.*:/, "")}`;

describe("what a state names and cannot do without", () => {
  const needs = (kind: AwsKind, state: State) => (real[kind].needs?.(state) ?? []).map(name);
  const targetGroup = "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/web/1";
  const actions = [
    { Type: "authenticate-oidc", AuthenticateOidcConfig: { Issuer: "targetgroup/x/1" } },
    { Type: "forward", ForwardConfig: { TargetGroups: [{ TargetGroupArn: targetGroup, Weight: 1 }] } },
  ];
  const policy = "arn:aws:autoscaling:eu-west-1:1:scalingPolicy:1:autoScalingGroupName/team/web:policyName/scale/out";

  it.each<[AwsKind, State, readonly string[]]>([
    ["listener", { actions }, ["target-group web"]],
    ["listener-rule", { actions }, ["target-group web"]],
    ["preview-rule", { actions }, ["target-group web"]],
    ["placeholder-listener", { protocol: "HTTP", targetGroupArn: targetGroup }, ["target-group web"]],
    ["placeholder-listener", { protocol: "HTTP", targetGroupArn: null }, []],
    [
      "auto-scaling-group",
      { LaunchTemplate: { LaunchTemplateName: "web", Version: "1" }, TargetGroupARNs: [targetGroup] },
      ["launch-template web", "target-group web"],
    ],
    [
      "auto-scaling-group",
      { MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateName: "web" } } } },
      ["launch-template web"],
    ],
    ["auto-scaling-group", { MinSize: 0 }, []],
    [
      "group-launch-template",
      { launchTemplateId: "lt-1", launchTemplateName: "web-blue", version: "1" },
      ["launch-template web-blue"],
    ],
    ["group-launch-template", { launchTemplateId: "lt-1", version: "2" }, []],
    [
      "scaling-alarm",
      { AlarmActions: [policy, "arn:aws:sns:eu-west-1:1:web"] },
      ["scaling-policy team%2Fweb/scale/out"],
    ],
    [
      "scaling-alarm",
      { Threshold: 70, Dimensions: [{ Name: "AutoScalingGroupName", Value: "web" }] },
      ["auto-scaling-group web"],
    ],
    ["scaling-alarm", { Dimensions: [{ Name: "TargetGroup", Value: "targetgroup/web/1" }] }, ["target-group web"]],
    ["scaling-alarm", { Dimensions: [{ Name: "Service", Value: "web" }], Tags: { AutoScalingGroupName: "web" } }, []],
    [
      "scaling-policy",
      {
        TargetTrackingConfiguration: { PredefinedMetricSpecification: { ResourceLabel: "app/a/1/targetgroup/web/1" } },
      },
      ["target-group web"],
    ],
  ])("of a %s %j is %j", (kind, state, expected) => {
    expect(needs(kind, state)).toEqual(expected);
  });
});

/** The upgrade of a service whose group, launch template and one target group have the same name, and so have their twins. */
describe("the undo of an upgrade whose twins have one name", () => {
  const alike = JSON.parse(JSON.stringify(live).replaceAll(/shop-http(?!s)/g, "shop"));
  const policyToBe = "(the ARN of policy out of shop-green, known once it is made)";
  const changes: readonly Change[] = JSON.parse(
    JSON.stringify(previewUpgrade(alike, environment).changes).replaceAll(policyToBe, arns.greenOutPolicy),
  );
  const entries = changes.map((change, n): Entry => ({ n, step: "s", change, status: "applied", at: 0 }));

  /** What is left where `changed` was changed by somebody else, in the order in which it is left. */
  const leftWhere = async (changed: string): Promise<readonly string[]> => {
    const kindsInMemory = awsKinds.map((kind) => {
      const made = changes.filter(({ resource }) => resource.kind === kind);
      const states = made.map(({ resource, after }): [string, State | null] => [
        resource.id,
        name(resource) === changed ? { changed: true } : after,
      ]);
      const { needs } = real[kind];
      return [kind, { ...memoryKind(Object.fromEntries(states)).kind, ...(needs === undefined ? {} : { needs }) }];
    });
    const result = await undoNewestFirst({
      journal: memoryJournal(entries).journal,
      kinds: Object.fromEntries(kindsInMemory),
      clock: steppingClock(),
      deadline: 60_000,
      permission: async () => ({ kind: "now" }),
      hasTime: () => true,
    });
    return result.done ? result.conflicts.map(({ change }) => name(change.resource)).toReversed() : [];
  };

  const group = "auto-scaling-group shop-green";
  const groupsBase = ["launch-template shop-green", "target-group shop-https-green", "target-group shop-green"];
  it.each<[string, readonly string[]]>([
    ["target-group shop-green", []],
    ["placeholder-listener 8082", ["target-group shop-green"]],
    ["placeholder-listener 8081", []],
    ["launch-template shop-green", []],
    [group, groupsBase],
    ["lifecycle-hook shop-green/warm-cache", []],
    ["warm-pool shop-green", []],
    ["scaling-policy shop-green/out", []],
    ["scaling-policy shop-green/requests", ["target-group shop-green"]],
    ["scaling-alarm shop-busy-green", ["scaling-policy shop-green/out", group, ...groupsBase]],
  ])("leaves with %s nothing but what it stands on: %j", async (changed, others) => {
    expect(await leftWhere(changed)).toEqual([changed, ...others]);
  });
});
