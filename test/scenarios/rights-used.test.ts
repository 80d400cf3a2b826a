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

/** The calls of some functions, by their names, and the test that makes them: its file in this folder, and its title as it stands there. */
interface Used {
  readonly file: string;
  readonly title: string;
  readonly rights: Readonly<Record<string, readonly string[]>>;
}

/** Rights that these deployments do not use, by a test that was seen to: every right was recorded as the playground asked for it. */
const usedElsewhere: readonly Used[] = [
  {
    file: "begun-earlier.test.ts",
    title:
      "a twin that 0.1 made is retired by what 0.1 stored of it, the group as the upgrade found it, and another upgrade makes one as of now",
    rights: {
      deleteTwin: ["autoscaling:DeleteNotificationConfiguration"],
    },
  },
  {
    file: "begun-earlier.test.ts",
    title:
      "an environment that 0.1 registered is deployed to as it is, and its registration is moved within a quarter of an hour",
    rights: {
      findLeftBehind: ["dynamodb:DeleteItem", "dynamodb:PutItem"],
    },
  },
  {
    file: "blocked-sides.test.ts",
    title: "are emptied on the idle side, and protected again where the traffic goes",
    rights: {
      emptyIdleSide: ["autoscaling:SetInstanceProtection"],
      moveTraffic: ["autoscaling:SetInstanceProtection"],
      scaleDown: ["autoscaling:SetInstanceProtection"],
      undoChanges: ["autoscaling:SetInstanceProtection"],
    },
  },
  {
    file: "blocked-sides.test.ts",
    title: "are protected as before once a deploy onto their side is undone",
    rights: {
      undoChanges: ["ec2:DeleteLaunchTemplateVersions"],
    },
  },
  {
    file: "cluster.test.ts",
    title: "comes back node by node where its execution is stopped, and where its past update is rolled back",
    rights: {
      askCluster: ["autoscaling:CompleteLifecycleAction", "lambda:InvokeFunction"],
      openGates: ["autoscaling:DeleteLifecycleHook", "dynamodb:UpdateItem"],
      preflight: ["lambda:InvokeFunction"],
      startRefresh: ["autoscaling:PutLifecycleHook"],
      undoChanges: [
        "autoscaling:CompleteLifecycleAction",
        "autoscaling:DeleteLifecycleHook",
        "autoscaling:DeleteTags",
        "autoscaling:PutLifecycleHook",
        "autoscaling:RollbackInstanceRefresh",
        "autoscaling:StartInstanceRefresh",
        "ec2:CreateTags",
        "ec2:DeleteLaunchTemplate",
        "ec2:DeleteTags",
        "ec2:RunInstances",
        "lambda:InvokeFunction",
      ],
    },
  },
  {
    file: "deletion-protection.test.ts",
    title:
      "is protected by the next upgrade, not before and not twice; the undo takes it off, and a retirement leaves it on",
    rights: {
      openPlaceholders: ["elasticloadbalancing:ModifyLoadBalancerAttributes"],
      undoChanges: ["elasticloadbalancing:ModifyLoadBalancerAttributes"],
    },
  },
  {
    file: "follow-images.test.ts",
    title: "one that gets its tags late is met then; and one that comes while a deployment runs, once that ended",
    rights: {
      followImages: ["states:StartExecution"],
      prepareRefresh: ["ec2:CreateLaunchTemplateVersion"],
    },
  },
  {
    file: "hold.test.ts",
    title:
      "a rollback on demand holds the side that gets the traffic back, and is no less possible for the hold that stood",
    rights: {
      endHold: ["autoscaling:UpdateAutoScalingGroup", "dynamodb:UpdateItem", "events:PutEvents"],
      endHolds: ["states:StartExecution"],
      undoChanges: ["autoscaling:UpdateAutoScalingGroup"],
    },
  },
  {
    file: "inventory-over-time.test.ts",
    title: "after a loss of events a sweep makes the table the world, and freshness counts what was missed",
    rights: {
      sweepInventory: ["dynamodb:UpdateItem", "events:PutEvents"],
    },
  },
  {
    file: "predictive.test.ts",
    title: "there and back, each side's policies get the modes that those of the other side have then",
    rights: {
      moveTraffic: ["autoscaling:PutScalingPolicy"],
    },
  },
  {
    file: "retire.test.ts",
    title:
      "has its twin and its registration back, where its execution dies once that was forgotten, and nobody hears of its end",
    rights: {
      findLeftBehind: ["states:StartExecution"],
      undoChanges: [
        "autoscaling:CreateAutoScalingGroup",
        "autoscaling:CreateOrUpdateTags",
        "autoscaling:PutScalingPolicy",
        "autoscaling:PutScheduledUpdateGroupAction",
        "cloudwatch:PutMetricAlarm",
        "cloudwatch:TagResource",
        "dynamodb:PutItem",
        "ec2:CreateLaunchTemplate",
        "elasticloadbalancing:AddTags",
        "elasticloadbalancing:CreateListener",
        "elasticloadbalancing:CreateTargetGroup",
        "elasticloadbalancing:ModifyTargetGroupAttributes",
      ],
    },
  },
  {
    file: "retire.test.ts",
    title: "has its twin back, at its size and with its release, where the last of it fails",
    rights: {
      undoChanges: ["ec2:CreateLaunchTemplateVersion"],
    },
  },
];

/** Rights that are put down to a scenario by its subject, and were not recorded there yet. */
const bySubject: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "active-side.test.ts": {
    publishActiveSide: ["ssm:DeleteParameter"],
  },
  "crash-matrix.test.ts": {
    undoChanges: ["elasticloadbalancing:DeleteRule"],
  },
  "forget-old.test.ts": {
    forgetOld: ["dynamodb:DeleteItem", "ec2:DeleteLaunchTemplateVersions"],
  },
  "growing.test.ts": {
    matchCapacity: ["autoscaling:UpdateAutoScalingGroup", "dynamodb:UpdateItem", "events:PutEvents"],
  },
  "hub.test.ts": {
    hearElsewhere: ["dynamodb:DeleteItem", "dynamodb:PutItem"],
  },
  "shapes.test.ts": {
    createTwinGroup: ["autoscaling:EnableMetricsCollection", "autoscaling:PutNotificationConfiguration"],
    deleteTwin: ["autoscaling:DisableMetricsCollection"],
    moveTraffic: ["elasticloadbalancing:ModifyRule"],
    undoChanges: ["elasticloadbalancing:ModifyRule"],
  },
  "undo-of-an-upgrade.test.ts": {
    undoChanges: [
      "autoscaling:DeleteAutoScalingGroup",
      "autoscaling:DeleteNotificationConfiguration",
      "autoscaling:DeletePolicy",
      "autoscaling:DeleteScheduledAction",
      "autoscaling:DisableMetricsCollection",
      "cloudwatch:DeleteAlarms",
      "elasticloadbalancing:DeleteListener",
      "elasticloadbalancing:DeleteTargetGroup",
      "elasticloadbalancing:RemoveTags",
    ],
  },
  "warm-pool.test.ts": {
    confirmTraffic: ["autoscaling:PutWarmPool"],
    createTwinGroup: ["autoscaling:PutWarmPool"],
    deleteTwin: ["autoscaling:DeleteWarmPool"],
    emptyIdleSide: ["autoscaling:PutWarmPool"],
    scaleDown: ["autoscaling:PutWarmPool"],
    undoChanges: ["autoscaling:DeleteWarmPool", "autoscaling:PutWarmPool"],
  },
};

/** Rights of the undo that no recorded deployment used; the kind's own test makes the call. */
const usedByNoDeployment: readonly Used[] = [
  {
    file: "../src/resources/instance-refresh.test.ts",
    title: "is ended where AWS cannot roll it back, for the next try to refresh back",
    rights: { undoChanges: ["autoscaling:CancelInstanceRefresh"] },
  },
  {
    file: "../src/resources/group-kinds.test.ts",
    title: "enables and disables what differs",
    rights: { undoChanges: ["autoscaling:EnableMetricsCollection"] },
  },
  {
    file: "../src/resources/group-members.test.ts",
    title: "is put whole and deleted by name",
    rights: { undoChanges: ["autoscaling:PutNotificationConfiguration"] },
  },
];

const named = [...usedElsewhere, ...usedByNoDeployment];

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

const excepted = [...named.map(({ rights: each }) => each), ...Object.values(bySubject), otherWays].flatMap((each) =>
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
});

it.each(named)("the test that is named for others stands in $file: $title", ({ file, title }) => {
  expect(readFileSync(new URL(file, import.meta.url), "utf8")).toContain(JSON.stringify(title));
});

it.each(Object.keys(bySubject))("the scenario that others are put down to stands in %s", (file) => {
  expect(existsSync(new URL(file, import.meta.url))).toBe(true);
});
