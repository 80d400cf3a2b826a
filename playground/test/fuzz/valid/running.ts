import type { Furnished } from "../furnished.ts";
import type { Recipes } from "./recipe.ts";

const machineOf = (States: object, StartAt = "One") => JSON.stringify({ QueryLanguage: "JSONata", StartAt, States });
const passing = machineOf({ One: { Type: "Pass", Output: { a: 1 }, Next: "Two" }, Two: { Type: "Succeed" } });
const failing = machineOf({ One: { Type: "Fail", Error: "Broken", Cause: "by design" } });

const definitionOf = async ({ ask, fresh, made, pass }: Furnished, definition: string) => {
  const machine = { name: fresh(), definition, roleArn: `${made.role}states` };
  const { stateMachineArn } = await ask("states", "CreateStateMachine", machine);
  await pass(60_000);
  return { stateMachineArn };
};

const executed = async (furnished: Furnished, definition: string) => {
  const machine = await definitionOf(furnished, definition);
  const { executionArn } = await furnished.ask("states", "StartExecution", machine);
  await furnished.pass(60_000);
  return { executionArn };
};

/** The token of a task that waits, as its worker would be given it. */
const token = async (furnished: Furnished) => {
  const Arguments = { FunctionName: "greet", Payload: { token: "{% $states.context.Task.Token %}" } };
  const Resource = "arn:aws:states:::lambda:invoke.waitForTaskToken";
  const waiting = machineOf({ One: { Type: "Task", Resource, Arguments, End: true } });
  const execution = await executed(furnished, waiting);
  let nextToken: string | undefined;
  do {
    const page: Readonly<Record<string, unknown>> = await furnished.ask("states", "GetExecutionHistory", {
      ...execution,
      nextToken,
    });
    const [, taskToken] = /"token\\*":\\*"([^"\\]+)/.exec(JSON.stringify(page.events)) ?? [];
    if (taskToken !== undefined) return { taskToken };
    nextToken = page.nextToken as string | undefined;
  } while (nextToken !== undefined);
  throw new Error("No task waits.");
};

const ofMachine = ({ made }: Furnished) => ({ stateMachineArn: made.stateMachine });
const ofExecution = ({ made }: Furnished) => ({ executionArn: made.execution });
const tagged = ({ made }: Furnished) => ({ resourceArn: made.stateMachine });

export const states: Recipes = {
  CreateStateMachine: ({ fresh, made }) => ({
    name: fresh(),
    definition: passing,
    roleArn: `${made.role}states`,
    type: "STANDARD",
    tags: [{ key: "team", value: "search" }],
  }),
  UpdateStateMachine: async (furnished) => ({ ...(await definitionOf(furnished, passing)), definition: failing }),
  DescribeStateMachine: ofMachine,
  DescribeStateMachineForExecution: ofExecution,
  DeleteStateMachine: (furnished) => definitionOf(furnished, passing),
  ValidateStateMachineDefinition: () => ({ definition: passing, type: "STANDARD" }),
  StartExecution: async (furnished) => ({
    ...(await definitionOf(furnished, passing)),
    name: furnished.fresh(),
    input: '{"a":1}',
  }),
  DescribeExecution: ofExecution,
  ListExecutions: ofMachine,
  StopExecution: async ({ ask, made }) => {
    const { executionArn } = await ask("states", "StartExecution", { stateMachineArn: made.stateMachine });
    return { executionArn, error: "Enough", cause: "no more" };
  },
  RedriveExecution: (furnished) => executed(furnished, failing),
  GetExecutionHistory: (furnished) => executed(furnished, passing),
  SendTaskSuccess: async (furnished) => ({ ...(await token(furnished)), output: '{"a":1}' }),
  SendTaskFailure: async (furnished) => ({ ...(await token(furnished)), error: "Broken", cause: "it broke" }),
  SendTaskHeartbeat: token,
  TagResource: (furnished) => ({ ...tagged(furnished), tags: [{ key: "team", value: "search" }] }),
  UntagResource: (furnished) => ({ ...tagged(furnished), tagKeys: ["team"] }),
  ListTagsForResource: tagged,
};

const greet = () => ({ FunctionName: "greet" });

export const lambda: Recipes = {
  Invoke: () => ({ FunctionName: "greet", Payload: new TextEncoder().encode('{"a":1}') }),
  GetFunction: greet,
  GetFunctionConfiguration: greet,
};

const queueNamed = (QueueName: string) =>
  JSON.stringify({ Resources: { Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName } } } });

const aStack = async ({ ask, fresh, pass }: Furnished) => {
  const StackName = fresh();
  await ask("cloudformation", "CreateStack", { StackName, TemplateBody: queueNamed(StackName) });
  await pass(600_000);
  return { StackName };
};

const changing = async (furnished: Furnished) => ({
  ...(await aStack(furnished)),
  ChangeSetName: furnished.fresh(),
  ChangeSetType: "UPDATE",
  TemplateBody: queueNamed(furnished.fresh()),
});

const aChangeSet = async (furnished: Furnished) => {
  const input = await changing(furnished);
  await furnished.ask("cloudformation", "CreateChangeSet", input);
  await furnished.pass(60_000);
  return { StackName: input.StackName, ChangeSetName: input.ChangeSetName };
};

const shop = () => ({ StackName: "shop" });
const ofQueue = () => ({ StackName: "shop", LogicalResourceId: "Queue" });

export const cloudFormation: Recipes = {
  CreateStack: ({ fresh }) => ({
    StackName: fresh(),
    TemplateBody: queueNamed(fresh()),
    Tags: [{ Key: "team", Value: "search" }],
    Capabilities: ["CAPABILITY_IAM"],
  }),
  UpdateStack: async (furnished) => ({
    ...(await aStack(furnished)),
    TemplateBody: queueNamed(furnished.fresh()),
  }),
  DeleteStack: aStack,
  DescribeStacks: shop,
  CreateChangeSet: changing,
  DescribeChangeSet: aChangeSet,
  ExecuteChangeSet: aChangeSet,
  DeleteChangeSet: aChangeSet,
  ListChangeSets: shop,
  DescribeStackEvents: shop,
  DescribeEvents: aChangeSet,
  DescribeStackResource: ofQueue,
  DescribeStackResources: ofQueue,
  ListStackResources: shop,
  GetTemplate: shop,
  ValidateTemplate: () => ({ TemplateBody: queueNamed("any") }),
  SetStackPolicy: () => ({
    StackName: "shop",
    StackPolicyBody: '{"Statement":[{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"*"}]}',
  }),
  GetStackPolicy: shop,
  UpdateTerminationProtection: () => ({ StackName: "shop", EnableTerminationProtection: false }),
};
