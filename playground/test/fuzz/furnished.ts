/** An account in which there is one of everything, so that what is asked for in it can be done. */

import { operate } from "../../gateway/operate.ts";
import { imageIds } from "../../realm.ts";
import type { Lambda } from "../../services/lambda/lambda.ts";
import { createAnyWorld } from "../gateway/any-world.ts";

export type World = ReturnType<typeof createAnyWorld>;

export const call = { principal: { arn: "arn:aws:iam::123456789012:user/operator" }, requestId: "fuzz" };

export const imageId = imageIds[0] ?? "";

const account = "123456789012";
const region = "eu-west-1";

export const arnOf = (service: string, resource: string): string =>
  `arn:aws:${service}:${region}:${account}:${resource}`;

export const trust = (service: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  });

export const everything = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});

/** What an operation answers, as far as a recipe looks at it. */
type Answered = Readonly<Record<string, string | undefined>> &
  Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;

/** A furnished account: what stands in it, by the word that recipes have for it. */
export interface Furnished {
  readonly world: World;
  readonly made: Readonly<Record<string, string>>;
  /** Has a service do something, past the gateway. */
  ask(service: string, operation: string, input: object): Promise<Answered>;
  /** A name that nothing has yet. */
  fresh(): string;
  pass(milliseconds: number): Promise<void>;
}

/** Resolves when it is done; a call that waits is given the world's time. */
export const finished = async <Answer>({ clock }: World, work: () => Answer | Promise<Answer>): Promise<Answer> => {
  let isDone = false;
  const answer = (async () => work())().finally(() => {
    isDone = true;
  });
  answer.catch(() => {});
  for (let turns = 0; turns < 3 && !isDone; turns++) await new Promise((resolve) => setImmediate(resolve));
  if (!isDone) await clock.advance(60_000);
  return answer;
};

const asking =
  (world: World): Furnished["ask"] =>
  async (name, operation, input) => {
    if (name === "dynamodb") {
      const answer = await world.dynamoDb.perform(operation, { ...input });
      if ("output" in answer) return answer.output as Answered;
      throw new Error(`${operation} is refused: ${new TextDecoder().decode(answer.body)}`);
    }
    const service = world.services.find((each) => each.name === name);
    if (service === undefined) throw new Error(`There is no ${name}.`);
    return (await finished(world, () => operate(service, operation, { ...input }).run(call))) as Answered;
  };

type Ask = Furnished["ask"];
type Made = Readonly<Record<string, string>>;

const one = (answered: Answered, list: string, member: string, index = 0): string => {
  const found = (answered[list] as readonly Readonly<Record<string, string>>[])[index]?.[member];
  if (found === undefined) throw new Error(`There is no ${member} in ${list}.`);
  return found;
};

const text = (answered: Answered, member: string): string => String(answered[member]);

const machines = async (ask: Ask) => {
  const subnets = await ask("ec2", "DescribeSubnets", {});
  const vpc = one(subnets, "Subnets", "VpcId");
  const group = await ask("ec2", "CreateSecurityGroup", { GroupName: "inside", Description: "inside", VpcId: vpc });
  const data = { ImageId: imageId, InstanceType: "t4g.small", SecurityGroupIds: [text(group, "GroupId")] };
  const template = await ask("ec2", "CreateLaunchTemplate", { LaunchTemplateName: "web", LaunchTemplateData: data });
  return {
    vpc,
    subnet: one(subnets, "Subnets", "SubnetId"),
    otherSubnet: one(subnets, "Subnets", "SubnetId", 1),
    securityGroup: text(group, "GroupId"),
    template: (template.LaunchTemplate as unknown as { LaunchTemplateId: string }).LaunchTemplateId,
  };
};

export const forwardTo = (TargetGroupArn = ""): object => ({ Type: "forward", TargetGroupArn });

const balancing = async (ask: Ask, { vpc, subnet, otherSubnet, securityGroup }: Made) => {
  const elb = "elasticloadbalancing";
  const loadBalancer = one(
    await ask(elb, "CreateLoadBalancer", {
      Name: "web",
      Subnets: [subnet, otherSubnet],
      SecurityGroups: [securityGroup],
    }),
    "LoadBalancers",
    "LoadBalancerArn",
  );
  const group = { Protocol: "HTTP", Port: 8080, VpcId: vpc, HealthCheckPath: "/health" };
  const targetGroup = one(
    await ask(elb, "CreateTargetGroup", { Name: "web", ...group }),
    "TargetGroups",
    "TargetGroupArn",
  );
  const listen = (Port: number, more: object) =>
    ask(elb, "CreateListener", {
      LoadBalancerArn: loadBalancer,
      Protocol: "HTTP",
      Port,
      DefaultActions: [forwardTo(targetGroup)],
      ...more,
    });
  const listener = one(await listen(80, {}), "Listeners", "ListenerArn");
  const certificate = arnOf("acm", "certificate/00000000-0000-4000-8000-000000000001");
  const secure = { Protocol: "HTTPS", Certificates: [{ CertificateArn: certificate }] };
  const secureListener = one(await listen(443, secure), "Listeners", "ListenerArn");
  const rule = one(
    await ask(elb, "CreateRule", {
      ListenerArn: listener,
      Priority: 10,
      Conditions: [{ Field: "path-pattern", Values: ["/api/*"] }],
      Actions: [forwardTo(targetGroup)],
    }),
    "Rules",
    "RuleArn",
  );
  return { loadBalancer, targetGroup, listener, secureListener, certificate, rule };
};

export const launchHook = {
  LifecycleHookName: "entering",
  LifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING",
  HeartbeatTimeout: 7_200,
};

const scaling = async (ask: Ask, { template, subnet, otherSubnet, targetGroup }: Made) => {
  const create = (name: string, more: object) =>
    ask("autoscaling", "CreateAutoScalingGroup", {
      AutoScalingGroupName: name,
      LaunchTemplate: { LaunchTemplateId: template, Version: "$Latest" },
      MinSize: 1,
      MaxSize: 6,
      DesiredCapacity: 3,
      VPCZoneIdentifier: `${subnet},${otherSubnet}`,
      ...more,
    });
  await create("web", { TargetGroupARNs: [targetGroup] });
  await create("held", { DesiredCapacity: 1, LifecycleHookSpecificationList: [launchHook] });
  return { group: "web", heldGroup: "held" };
};

const oneState = JSON.stringify({
  QueryLanguage: "JSONata",
  StartAt: "Done",
  States: { Done: { Type: "Wait", Seconds: 100_000, End: true } },
});

const roles = async (ask: Ask) => {
  for (const service of ["states", "events", "lambda", "ec2", "autoscaling"]) {
    const name = { RoleName: service };
    await ask("iam", "CreateRole", { ...name, AssumeRolePolicyDocument: trust(`${service}.amazonaws.com`) });
    await ask("iam", "PutRolePolicy", { ...name, PolicyName: "all", PolicyDocument: everything });
  }
  return { role: `arn:aws:iam::${account}:role/` };
};

const messages = async (ask: Ask) => {
  const queue = text(await ask("sqs", "CreateQueue", { QueueName: "work" }), "QueueUrl");
  const queueArn = arnOf("sqs", "work");
  const topic = text(await ask("sns", "CreateTopic", { Name: "news" }), "TopicArn");
  const subscribed = { TopicArn: topic, Protocol: "sqs", Endpoint: queueArn, ReturnSubscriptionArn: true };
  const subscription = text(await ask("sns", "Subscribe", subscribed), "SubscriptionArn");
  const rule = { Name: "on-orders", EventPattern: '{"source":["orders"]}' };
  const eventRule = text(await ask("events", "PutRule", rule), "RuleArn");
  await ask("events", "PutTargets", { Rule: "on-orders", Targets: [{ Id: "queue", Arn: queueArn }] });
  return { queue, queueArn, topic, subscription, eventRule };
};

const watching = async (ask: Ask) => {
  await ask("monitoring", "PutMetricAlarm", {
    AlarmName: "slow",
    Namespace: "shop",
    MetricName: "Latency",
    Statistic: "Average",
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: "GreaterThanThreshold",
  });
  await ask("logs", "CreateLogGroup", { logGroupName: "/shop" });
  await ask("logs", "CreateLogStream", { logGroupName: "/shop", logStreamName: "one" });
  return { alarm: "slow", logGroup: "/shop", logStream: "one" };
};

const running = async (ask: Ask, { role }: Made) => {
  const machine = { name: "ship", definition: oneState, roleArn: `${role}states` };
  const stateMachine = text(await ask("states", "CreateStateMachine", machine), "stateMachineArn");
  const execution = text(
    await ask("states", "StartExecution", { stateMachineArn: stateMachine, name: "first" }),
    "executionArn",
  );
  const queue = { Type: "AWS::SQS::Queue", Properties: { QueueName: "of-stack" } };
  const stack = { StackName: "shop", TemplateBody: JSON.stringify({ Resources: { Queue: queue } }) };
  await ask("cloudformation", "CreateStack", stack);
  return { stateMachine, execution, stack: "shop" };
};

const storing = async (ask: Ask) => {
  const Bucket = "fuzz-bucket";
  await ask("s3", "CreateBucket", { Bucket, CreateBucketConfiguration: { LocationConstraint: region } });
  await ask("s3", "PutObject", { Bucket, Key: "one", Body: new Uint8Array([1, 2, 3]) });
  return { bucket: Bucket, key: "one" };
};

const addFunction = ({ services }: World, role: string): void =>
  (services.find(({ name }) => name === "lambda") as unknown as Lambda).createFunction({
    name: "greet",
    description: "",
    runtime: "nodejs24.x",
    handler: "greet.handler",
    roleArn: `${role}lambda`,
    code: import.meta.filename,
    memorySize: 128,
    timeout: 3,
    environment: {},
    architectures: ["arm64"],
    reservedConcurrency: undefined,
    tags: {},
  });

/** A table, where somebody looks at it: its engine keeps real time. */
export const addTable = (ask: Ask, TableName: string): Promise<unknown> =>
  ask("dynamodb", "CreateTable", {
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
  });

/** An account with one of everything, ten minutes after it was made. */
export const furnish = async (seed: number): Promise<Furnished> => {
  const world = createAnyWorld(seed);
  const ask = asking(world);
  // So that a group of two billion instances comes to no more than some dozens.
  world.quotas.set("ec2", "L-1216C47A", 96);
  const pass = (milliseconds: number) => world.clock.advance(milliseconds);
  const ground = { ...(await machines(ask)), ...(await roles(ask)) };
  await pass(60_000);
  const front = await balancing(ask, ground);
  addFunction(world, ground.role);
  const rest = { ...(await messages(ask)), ...(await watching(ask)), ...(await running(ask, ground)) };
  await pass(60_000);
  const made = { ...ground, ...front, ...rest, ...(await storing(ask)) };
  const groups = await scaling(ask, made);
  await pass(600_000);
  let names = 0;
  return { world, made: { ...made, ...groups }, ask, fresh: () => `fresh-${++names}`, pass };
};
