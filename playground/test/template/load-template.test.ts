// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are those of Fn::Sub
import { describe, expect, it } from "vitest";
import type { ResourceMakers } from "../../template/handlers.ts";
import { loadTemplate } from "../../template/load-template.ts";
import { recording } from "../../template/recording.ts";
import { AwsError } from "../../world/aws-error.ts";
import { seeded } from "../../world/random.ts";

const deployment = () => ({
  account: "123456789012",
  region: "eu-west-1",
  stackName: "stack",
  artifacts: "/packages",
  random: seeded(1),
});

const load = async (template: unknown) => {
  const { calls, handlers } = recording();
  const stack = await loadTemplate(template, deployment(), handlers);
  return { calls, stack };
};

const role = {
  Type: "AWS::IAM::Role",
  Properties: { RoleName: "greeter", AssumeRolePolicyDocument: { Statement: [] } },
};
const greet = {
  Type: "AWS::Lambda::Function",
  Properties: {
    FunctionName: "greet",
    Runtime: "nodejs24.x",
    Handler: "functions/greet.handler",
    Role: { "Fn::GetAtt": ["Role", "Arn"] },
    Code: { S3Bucket: "bucket", S3Key: "serverless/now/greet.zip" },
    Timeout: "7",
  },
};

describe("loadTemplate", () => {
  it("creates each resource after those that it refers to, with everything resolved", async () => {
    const { calls, stack } = await load({
      Resources: {
        Rule: {
          Type: "AWS::Events::Rule",
          Properties: {
            EventPattern: { source: ["aws.states"], resources: [{ Ref: "Machine" }] },
            Targets: [{ Id: "greet", Arn: { "Fn::GetAtt": ["Greet", "Arn"] } }],
          },
        },
        Machine: {
          Type: "AWS::StepFunctions::StateMachine",
          Properties: {
            StateMachineName: "machine",
            DefinitionString: { "Fn::Sub": ['{"Resource":"${greet}"}', { greet: { "Fn::GetAtt": ["Greet", "Arn"] } }] },
            RoleArn: { "Fn::GetAtt": ["Role", "Arn"] },
          },
        },
        Greet: greet,
        Role: role,
      },
      Outputs: { Machine: { Value: { Ref: "Machine" } } },
    });

    expect(calls).toEqual([
      [
        "putRole",
        { arn: "arn:aws:iam::123456789012:role/greeter", name: "greeter", trust: { Statement: [] }, policies: {} },
      ],
      [
        "createFunction",
        {
          name: "greet",
          description: "",
          runtime: "nodejs24.x",
          handler: "functions/greet.handler",
          roleArn: "arn:aws:iam::123456789012:role/greeter",
          code: "/packages/greet.zip",
          memorySize: 128,
          timeout: 7,
          environment: {},
          architectures: ["x86_64"],
          reservedConcurrency: undefined,
          tags: {},
        },
      ],
      [
        "createStateMachine",
        {
          name: "machine",
          definition: '{"Resource":"arn:aws:lambda:eu-west-1:123456789012:function:greet"}',
          roleArn: "arn:aws:iam::123456789012:role/greeter",
          tags: {},
        },
      ],
      [
        "putRule",
        {
          Name: expect.stringMatching(/^stack-Rule-[0-9A-F]{12}$/),
          EventPattern: '{"source":["aws.states"],"resources":["arn:machine:machine"]}',
        },
      ],
      [
        "putTargets",
        {
          Rule: expect.stringMatching(/^stack-Rule-[0-9A-F]{12}$/),
          Targets: [{ Id: "greet", Arn: "arn:aws:lambda:eu-west-1:123456789012:function:greet" }],
        },
      ],
    ]);
    expect(stack.outputs).toEqual({ Machine: "arn:machine:machine" });
  });

  it("hands queues, their dead letters and their pollers over in the services' own words", async () => {
    const { calls } = await load({
      Resources: {
        Dead: { Type: "AWS::SQS::Queue", Properties: { QueueName: "dead" } },
        Queue: {
          Type: "AWS::SQS::Queue",
          Properties: {
            QueueName: "queue",
            VisibilityTimeout: 60,
            RedrivePolicy: { deadLetterTargetArn: { "Fn::GetAtt": ["Dead", "Arn"] }, maxReceiveCount: 3 },
          },
        },
        Mapping: {
          Type: "AWS::Lambda::EventSourceMapping",
          Properties: {
            EventSourceArn: { "Fn::GetAtt": ["Queue", "Arn"] },
            FunctionName: "arn:aws:lambda:eu-west-1:123456789012:function:drain",
            FunctionResponseTypes: ["ReportBatchItemFailures"],
          },
        },
      },
    });
    expect(calls).toEqual([
      ["createQueue", { QueueName: "dead", Attributes: {}, tags: {} }],
      [
        "createQueue",
        {
          QueueName: "queue",
          Attributes: {
            VisibilityTimeout: "60",
            RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:123456789012:dead","maxReceiveCount":3}',
          },
          tags: {},
        },
      ],
      [
        "mapEventSource",
        {
          EventSourceArn: "arn:aws:sqs:eu-west-1:123456789012:queue",
          FunctionName: "drain",
          FunctionResponseTypes: ["ReportBatchItemFailures"],
        },
      ],
    ]);
  });

  it("hands topics and their policies over, and a topic's reference is its ARN", async () => {
    const { calls, stack } = await load({
      Resources: {
        Topic: { Type: "AWS::SNS::Topic", Properties: { TopicName: "findings" } },
        Policy: {
          Type: "AWS::SNS::TopicPolicy",
          Properties: { Topics: [{ Ref: "Topic" }], PolicyDocument: { Statement: [] } },
        },
      },
      Outputs: { Topic: { Value: { Ref: "Topic" } } },
    });
    expect(calls).toEqual([
      ["createTopic", { Name: "findings" }],
      ["setTopicPolicy", { arn: "arn:topic:findings", policy: '{"Statement":[]}' }],
    ]);
    expect(stack.outputs).toEqual({ Topic: "arn:topic:findings" });
  });

  it("leaves out a resource whose condition is false", async () => {
    const { calls } = await load({
      Parameters: { Stage: { Type: "String", Default: "live" } },
      Conditions: { IsTest: { "Fn::Equals": [{ Ref: "Stage" }, "test"] } },
      Resources: { Role: role, Other: { ...role, Condition: "IsTest" } },
    });
    expect(calls.map(([name]) => name)).toEqual(["putRole"]);
  });

  it("creates a resource after those that it names in DependsOn", async () => {
    const named = (RoleName: string, DependsOn?: string) => ({
      ...role,
      Properties: { ...role.Properties, RoleName },
      ...(DependsOn === undefined ? {} : { DependsOn }),
    });
    const { stack } = await load({ Resources: { A: named("a", "B"), B: named("b", "C"), C: named("c") } });
    expect(Object.keys(stack.resources)).toEqual(["C", "B", "A"]);
  });

  it.each([
    [
      "a type that it does not know",
      { Resources: { Stream: { Type: "AWS::Kinesis::Stream" } } },
      "Resources.Stream (AWS::Kinesis::Stream): the playground does not know this type of resource",
    ],
    [
      "a property that it does not know",
      { Resources: { Role: role, Greet: { ...greet, Properties: { ...greet.Properties, Layers: [] } } } },
      "Resources.Greet (AWS::Lambda::Function).Properties.Layers: the playground does not know this property",
    ],
    [
      "a property within a property that it does not know",
      {
        Resources: {
          Role: {
            ...role,
            Properties: { ...role.Properties, Policies: [{ PolicyName: "p", PolicyDocument: {}, Extra: 1 }] },
          },
        },
      },
      "Resources.Role (AWS::IAM::Role).Properties.Policies.0.Extra: the playground does not know this property",
    ],
    [
      "a managed policy",
      {
        Resources: {
          Role: {
            ...role,
            Properties: { ...role.Properties, ManagedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"] },
          },
        },
      },
      "Resources.Role (AWS::IAM::Role).Properties.ManagedPolicyArns.0: the playground knows no managed policies",
    ],
    [
      "a section that it does not know",
      { Resources: {}, Mappings: {} },
      "Template.Mappings: the playground does not know this property",
    ],
    [
      "an attribute of a resource that it does not know",
      { Resources: { Role: { ...role, CreationPolicy: {} } } },
      "Template.Resources.Role.CreationPolicy: the playground does not know this property",
    ],
    [
      "resources that need each other",
      {
        Resources: {
          A: { Type: "AWS::SQS::Queue", Properties: { QueueName: { Ref: "B" } } },
          B: { Type: "AWS::SQS::Queue", Properties: { QueueName: { Ref: "A" } } },
        },
      },
      "Resources: circular dependency between resources: A → B → A",
    ],
    [
      "a dependency on nothing",
      { Resources: { Role: { ...role, DependsOn: "Nowhere" } } },
      "Resources.Role.DependsOn: there is no resource 'Nowhere'",
    ],
    [
      "a reference to nothing",
      { Resources: { Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: { Ref: "Nowhere" } } } } },
      "Resources.Queue (AWS::SQS::Queue).Properties.QueueName.Ref: there is no resource or parameter 'Nowhere'",
    ],
    [
      "a parameter without a value",
      { Parameters: { Stage: { Type: "String" } }, Resources: {} },
      "Parameters.Stage: has neither a value nor a default",
    ],
  ])("refuses %s, naming it", async (_, template, message) => {
    await expect(load(template)).rejects.toThrow(message);
  });

  it("names the resource that a service refused", async () => {
    const { handlers } = recording();
    const refusing: ResourceMakers = {
      ...handlers,
      putRole: () => {
        throw new AwsError("MalformedPolicyDocument", "Policy document is malformed.");
      },
    };
    await expect(loadTemplate({ Resources: { Role: role } }, deployment(), refusing)).rejects.toThrow(
      "Resources.Role (AWS::IAM::Role).Properties: MalformedPolicyDocument: Policy document is malformed.",
    );
  });
});
