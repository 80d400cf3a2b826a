/** A right to change something that no deployment of any kind has used is a right too many. */
import { existsSync, readFileSync } from "node:fs";
import { actionOfCall } from "@sarcelle/playground/calls";
import { expect, inject, it } from "vitest";
import { liveThrough } from "../../proof/stored/life.ts";
import { alsoAsked } from "../statemachines/also-asked.ts";

interface Resource {
  readonly Type: string;
  readonly Properties: {
    readonly FunctionName?: string;
    readonly Role?: { readonly "Fn::GetAtt": readonly string[] };
    readonly Policies?: readonly {
      readonly PolicyDocument: { readonly Statement: readonly { readonly Action: string | readonly string[] }[] };
    }[];
  };
}

const { Resources }: { readonly Resources: Readonly<Record<string, Resource>> } = JSON.parse(
  readFileSync(inject("template"), "utf8"),
);

const prefix = "sarcelle-live-";

/** What each function may do that changes something, by its name. */
const rights = new Map(
  Object.values(Resources)
    .filter(({ Type }) => Type === "AWS::Lambda::Function")
    .map(({ Properties: { FunctionName = "", Role } }) => {
      const policies = Resources[Role?.["Fn::GetAtt"][0] ?? ""]?.Properties.Policies ?? [];
      const actions = policies.flatMap(({ PolicyDocument }) =>
        PolicyDocument.Statement.flatMap(({ Action }) => Action),
      );
      // What Lambda itself does under the role is no call of the function's.
      const changing = actions.filter(
        (action) => !/^(logs|sqs):|^[a-z0-9]+:(BatchGet|Describe|Get|List|Query|Scan)/.test(action),
      );
      return [FunctionName.replace(prefix, ""), new Set(changing)] as const;
    }),
);

/** Rights that these deployments do not use, by function, and the test of those that do. */
const usedElsewhere: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "hold.test.ts": {
    endHold: ["autoscaling:UpdateAutoScalingGroup", "dynamodb:UpdateItem", "events:PutEvents"],
    endHolds: ["states:StartExecution"],
  },
  "growing.test.ts": {
    matchCapacity: ["autoscaling:UpdateAutoScalingGroup", "dynamodb:UpdateItem", "events:PutEvents"],
  },
  "hub.test.ts": { hearElsewhere: ["dynamodb:DeleteItem", "dynamodb:PutItem"] },
  "deletion-protection.test.ts": {
    openPlaceholders: ["elasticloadbalancing:ModifyLoadBalancerAttributes"],
    undoChanges: ["elasticloadbalancing:ModifyLoadBalancerAttributes"],
  },
  "warm-pool.test.ts": {
    confirmTraffic: ["autoscaling:PutWarmPool"],
    createTwinGroup: ["autoscaling:PutWarmPool"],
    deleteTwin: ["autoscaling:DeleteWarmPool"],
    emptyIdleSide: ["autoscaling:PutWarmPool"],
    scaleDown: ["autoscaling:PutWarmPool"],
    undoChanges: ["autoscaling:DeleteWarmPool", "autoscaling:PutWarmPool"],
  },
  "predictive.test.ts": {
    moveTraffic: ["autoscaling:PutScalingPolicy"],
    undoChanges: ["autoscaling:PutScalingPolicy"],
  },
  "blocked-sides.test.ts": {
    emptyIdleSide: ["autoscaling:SetInstanceProtection"],
    moveTraffic: ["autoscaling:SetInstanceProtection"],
    scaleDown: ["autoscaling:SetInstanceProtection"],
    undoChanges: ["autoscaling:SetInstanceProtection"],
  },
  "shapes.test.ts": {
    createTwinGroup: ["autoscaling:EnableMetricsCollection", "autoscaling:PutNotificationConfiguration"],
    deleteTwin: ["autoscaling:DeleteNotificationConfiguration", "autoscaling:DisableMetricsCollection"],
    moveTraffic: ["elasticloadbalancing:ModifyRule"],
    undoChanges: ["elasticloadbalancing:ModifyRule"],
  },
  "cluster.test.ts": {
    askCluster: ["autoscaling:CompleteLifecycleAction", "lambda:InvokeFunction"],
    openGates: ["autoscaling:DeleteLifecycleHook", "dynamodb:UpdateItem"],
    preflight: ["lambda:InvokeFunction"],
    startRefresh: ["autoscaling:PutLifecycleHook"],
    undoChanges: [
      "autoscaling:CompleteLifecycleAction",
      "autoscaling:DeleteLifecycleHook",
      "autoscaling:PutLifecycleHook",
      "lambda:InvokeFunction",
    ],
  },
  "rolling-update.test.ts": {
    prepareRefresh: ["ec2:CreateLaunchTemplateVersion"],
    undoChanges: [
      "autoscaling:CancelInstanceRefresh",
      "autoscaling:RollbackInstanceRefresh",
      "autoscaling:StartInstanceRefresh",
    ],
  },
  "undo-of-an-upgrade.test.ts": {
    undoChanges: [
      "autoscaling:CreateOrUpdateTags",
      "autoscaling:DeleteAutoScalingGroup",
      "autoscaling:DeleteNotificationConfiguration",
      "autoscaling:DeletePolicy",
      "autoscaling:DeleteScheduledAction",
      "autoscaling:DeleteTags",
      "autoscaling:DisableMetricsCollection",
      "cloudwatch:DeleteAlarms",
      "ec2:CreateTags",
      "ec2:DeleteLaunchTemplate",
      "ec2:DeleteTags",
      "elasticloadbalancing:AddTags",
      "elasticloadbalancing:DeleteListener",
      "elasticloadbalancing:DeleteTargetGroup",
      "elasticloadbalancing:RemoveTags",
    ],
  },
  "retire.test.ts": {
    undoChanges: [
      "autoscaling:CreateAutoScalingGroup",
      "autoscaling:EnableMetricsCollection",
      "autoscaling:PutNotificationConfiguration",
      "autoscaling:PutScheduledUpdateGroupAction",
      "cloudwatch:PutMetricAlarm",
      "cloudwatch:TagResource",
      "dynamodb:PutItem",
      "ec2:CreateLaunchTemplate",
      "ec2:CreateLaunchTemplateVersion",
      "ec2:RunInstances",
      "elasticloadbalancing:CreateListener",
      "elasticloadbalancing:CreateTargetGroup",
      "elasticloadbalancing:ModifyTargetGroupAttributes",
    ],
  },
  "crash-matrix.test.ts": {
    undoChanges: [
      "autoscaling:UpdateAutoScalingGroup",
      "ec2:DeleteLaunchTemplateVersions",
      "elasticloadbalancing:DeleteRule",
    ],
  },
  "active-side.test.ts": { publishActiveSide: ["ssm:DeleteParameter", "ssm:PutParameter"] },
  "follow-images.test.ts": { followImages: ["states:StartExecution"] },
  "forget-old.test.ts": { forgetOld: ["dynamodb:DeleteItem", "ec2:DeleteLaunchTemplateVersions"] },
  "begun-earlier.test.ts": { findLeftBehind: ["dynamodb:DeleteItem", "dynamodb:PutItem"] },
  "zombies.test.ts": { findLeftBehind: ["states:StartExecution"] },
  "inventory.test.ts": { sweepInventory: ["dynamodb:UpdateItem"] },
  "inventory-over-time.test.ts": { sweepInventory: ["events:PutEvents"] },
};

/** Writes of a kind that a step does one way only: IAM would let it do them the other way too, which the kind can. */
const otherWays: Readonly<Record<string, readonly string[]>> = {
  confirmTraffic: ["autoscaling:SuspendProcesses"],
  emptyIdleSide: ["autoscaling:ResumeProcesses"],
  openGates: ["autoscaling:PutLifecycleHook"],
  scaleDown: ["autoscaling:ResumeProcesses", "autoscaling:SuspendProcesses"],
  startRefresh: [
    "autoscaling:CancelInstanceRefresh",
    "autoscaling:DeleteLifecycleHook",
    "autoscaling:RollbackInstanceRefresh",
  ],
};

const excepted = [...Object.values(usedElsewhere), otherWays].flatMap((each) =>
  Object.entries(each).flatMap(([name, actions]) => actions.map((action) => `${name}: ${action}`)),
);

it("every right to change something is used by a deployment of some kind, here or in the test that is named", async () => {
  const { calls } = await liveThrough(inject("template"));
  const used = new Map<string, Set<string>>();
  for (const call of calls) {
    const name = call.principal?.split("/")[1]?.replace(prefix, "").split("-")[0] ?? "";
    const action = actionOfCall(call);
    const known = used.get(name) ?? new Set();
    for (const each of [action, ...(alsoAsked[action] ?? [])]) known.add(each);
    used.set(name, known);
  }
  const unused = [...rights].flatMap(([name, allowed]) =>
    [...allowed].filter((action) => used.get(name)?.has(action) !== true).map((action) => `${name}: ${action}`),
  );
  expect(unused.filter((right) => !excepted.includes(right))).toEqual([]);
  // An exception for a right that nobody has any more goes.
  const allowed = [...rights].flatMap(([name, actions]) => [...actions].map((action) => `${name}: ${action}`));
  expect(excepted.filter((right) => !allowed.includes(right))).toEqual([]);
  const folder = new URL(".", import.meta.url);
  for (const file of Object.keys(usedElsewhere)) expect(existsSync(new URL(file, folder)), file).toBe(true);
});
