/** What is deployed, role by role: each function may do what its bundle does, and nothing else. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { describe, expect, inject, it } from "vitest";
import { alsoAsked } from "../statemachines/also-asked.ts";

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly Condition?: unknown;
}

interface Resource {
  readonly Type: string;
  readonly Properties: {
    readonly FunctionName?: string;
    readonly Role?: { readonly "Fn::GetAtt": readonly string[] };
    readonly Policies?: readonly { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[];
  };
}

const { Resources }: { readonly Resources: Readonly<Record<string, Resource>> } = JSON.parse(
  readFileSync(inject("template"), "utf8"),
);

const statementsOf = (role: string): readonly Statement[] =>
  Resources[role]?.Properties.Policies?.flatMap(({ PolicyDocument }) => PolicyDocument.Statement) ?? [];

const functions = Object.values(Resources)
  .filter(({ Type }) => Type === "AWS::Lambda::Function")
  .map(({ Properties: { FunctionName = "", Role } }) => ({
    name: FunctionName.replace("sarcelle-live-", ""),
    role: Role?.["Fn::GetAtt"][0] ?? "",
  }));

const bundleOf = (name: string): string => {
  const zip = unzipSync(readFileSync(join(dirname(inject("template")), `${name}.zip`)));
  return Object.values(zip)
    .map((file) => strFromU8(file))
    .join("\n");
};

/** What Lambda does under a function's role: it writes its log and takes messages from its queue. */
const byLambda: readonly string[] = [
  "logs:CreateLogStream",
  "logs:PutLogEvents",
  "sqs:DeleteMessage",
  "sqs:GetQueueAttributes",
  "sqs:ReceiveMessage",
];

/** Calls that IAM names otherwise. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
const callOf: Readonly<Record<string, string>> = { "lambda:InvokeFunction": "Invoke" };

describe("the packaged role of a function", () => {
  // All policies of a role together may have 10,240 characters; the roles that may be passed on, and long names, take some of them. The
  // template's references are longer than what they stand for.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  it("leaves room for what a deployment names", () => {
    const sizes = functions.map(({ name, role }) => [name, JSON.stringify(statementsOf(role)).length] as const);
    expect(sizes.filter(([, size]) => size > 9_500)).toEqual([]);
  });

  it("is one for each of them", () => {
    expect(functions.length).toBeGreaterThan(25);
    expect(new Set(functions.map(({ role }) => role)).size).toBe(functions.length);
  });

  it.each(functions)("$name: allows no call that its bundle does not make", ({ name, role }) => {
    const bundle = bundleOf(name);
    const allowed = statementsOf(role).flatMap(({ Action }) => Action);
    const isMade = (action: string) => bundle.includes(`"${callOf[action] ?? action.split(":")[1]}"`);
    const beside = allowed.filter(isMade).flatMap((action) => alsoAsked[action] ?? []);
    const unused = allowed.filter((action) => ![...byLambda, ...beside].includes(action) && !isMade(action));
    expect([...new Set(unused)]).toEqual([]);
  });

  it.each(functions)("$name: lets nobody make a log group, which the stack makes", ({ role }) => {
    expect(statementsOf(role).flatMap(({ Action }) => Action)).not.toContain("logs:CreateLogGroup");
  });

  it("is used: there is no other but those of the machines and of the rules' targets", () => {
    const named = JSON.stringify(Object.values(Resources));
    const roles = Object.entries(Resources).filter(([, { Type }]) => Type === "AWS::IAM::Role");
    expect(roles.map(([name]) => name).filter((name) => !named.includes(`"${name}"`))).toEqual([]);
  });
});

const isOwn = (action: string) => /^(dynamodb|logs|sns|sqs|states):/.test(action);
const isRead = (action: string) => /^[a-z0-9]+:(Describe|Get|List)/.test(action);

/** Whether a statement is on what is an environment's, will be, or is a twin by its name. */
const isFenced = ({ Resource, Condition }: Statement): boolean => {
  const patterns = [Resource ?? []].flat().map((each) => JSON.stringify(each));
  return (
    /sarcelle:environment|CreateAction|events:source|iam:PassedToService/.test(JSON.stringify(Condition ?? {})) ||
    (patterns.length > 0 && patterns.every((pattern) => /\*-green(\/\*)?"/.test(pattern)))
  );
};

describe("what a packaged role lets a function change", () => {
  it("is an environment's by its tag, or a twin by its name, but for what AWS cannot tell apart", () => {
    const unfenced = functions.flatMap(({ name, role }) =>
      statementsOf(role)
        .filter((statement) => !isFenced(statement))
        .flatMap(({ Action }) => Action)
        .filter((action) => !isRead(action) && !isOwn(action))
        .map((action) => `${name}: ${action}`),
    );
    expect(unfenced.sort()).toEqual([
      // An environment's own hooks, by their prefix or by their ARNs.
      "askCluster: lambda:InvokeFunction",
      "createTwinGroup: ec2:RunInstances",
      "launchRelease: ec2:RunInstances",
      "moveTraffic: elasticloadbalancing:ModifyListener",
      "moveTraffic: elasticloadbalancing:ModifyRule",
      // One may be several environments', and has no tags of ours.
      "openPlaceholders: elasticloadbalancing:ModifyLoadBalancerAttributes",
      "preflight: lambda:InvokeFunction",
      // Under the stack's own path.
      "publishActiveSide: ssm:DeleteParameter",
      "publishActiveSide: ssm:PutParameter",
      "startRefresh: ec2:RunInstances",
      "undoChanges: ec2:RunInstances",
      "undoChanges: elasticloadbalancing:ModifyListener",
      "undoChanges: elasticloadbalancing:ModifyLoadBalancerAttributes",
      "undoChanges: elasticloadbalancing:ModifyRule",
      "undoChanges: lambda:InvokeFunction",
    ]);
  });

  it("is no tag but our own, unless with the creation of what is tagged", () => {
    const tagging = /:(AddTags|CreateOrUpdateTags|CreateTags|DeleteTags|RemoveTags|TagResource|UntagResource)$/;
    const open = functions.flatMap(({ name, role }) =>
      statementsOf(role)
        .filter(({ Action }) => [Action].flat().some((action) => tagging.test(action)))
        .filter(({ Action, Condition }) => {
          const asked = JSON.stringify(Condition ?? {});
          const isOfCreation =
            /CreateAction/.test(asked) ||
            [Action].flat().some((action) => /:(Create(?!Tags|OrUpdate)|Put)/.test(action));
          return !isOfCreation && !asked.includes('"aws:TagKeys":"sarcelle:*"');
        })
        .map((statement) => `${name}: ${JSON.stringify(statement)}`),
    );
    expect(open).toEqual([]);
  });
});

interface Pattern {
  readonly source?: readonly string[];
  readonly "detail-type"?: readonly string[];
  readonly resources?: readonly string[];
}

interface OwnRule {
  readonly EventPattern?: Pattern;
  readonly EventBusName?: unknown;
}

/** On the account's own bus; the hub's is there to hear others. */
const ownPatterns = Object.values(Resources)
  .filter(({ Type, Properties }) => Type === "AWS::Events::Rule" && (Properties as OwnRule).EventBusName === undefined)
  .map(({ Properties }) => (Properties as OwnRule).EventPattern ?? {})
  .filter(({ source }) => source?.includes("sarcelle"));

describe("an event of Sarcelle's own", () => {
  it("that a rule waits for is sent by a function", () => {
    const senders = functions
      .filter(({ role }) => statementsOf(role).some(({ Action }) => [Action].flat().includes("events:PutEvents")))
      .map(({ name }) => bundleOf(name));
    const waitedFor = [...new Set(ownPatterns.flatMap((pattern) => pattern["detail-type"] ?? []))];
    expect(waitedFor.toSorted()).toEqual([
      "Sarcelle Deployment Progressed",
      "Sarcelle Deployment State Change",
      "Sarcelle Environments Reported",
      "Sarcelle Finding",
      "Sarcelle Resources Changed",
      "Sarcelle Sweep Goes On",
    ]);
    expect(waitedFor.filter((type) => !senders.some((bundle) => bundle.includes(`"${type}"`)))).toEqual([]);
  });

  it("is heard by the stack that sent it, and by no other in the account", () => {
    expect(ownPatterns.map(({ resources }) => resources)).toEqual(ownPatterns.map(() => ["sarcelle-live"]));
  });
});

it("a state machine calls its own functions, and hooks by their prefix, and no others", () => {
  const reached = (role: string) =>
    statementsOf(role)
      .filter(({ Action }) => [Action].flat().includes("lambda:InvokeFunction"))
      .flatMap(({ Resource }) => Resource)
      // An own one, with and without a version.
      .filter(
        (each) => !/^\{"Fn::(GetAtt|Sub)":\[("\w+LambdaFunction"|"\$\{functionArn\}:\*")/.test(JSON.stringify(each)),
      );
  expect(reached("BlueGreenStateMachineRole")).toEqual([
    { "Fn::Sub": expect.stringMatching(/^arn:[^*]+:function:sarcelle-hook-\*$/) },
  ]);
  expect(reached("RollbackStateMachineRole")).toEqual([]);
});

it("no role reaches what another stage of the service has", () => {
  const patterns = functions.flatMap(({ role }) => statementsOf(role).map(({ Resource }) => JSON.stringify(Resource)));
  expect(patterns.filter((pattern) => /sarcelle-live-?\*/.test(pattern))).toEqual([]);
});
