import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeEventsCommand,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  GetTemplateSummaryCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
  UpdateStackCommand,
  UpdateTerminationProtectionCommand,
  ValidateTemplateCommand,
} from "@aws-sdk/client-cloudformation";
import { DescribeTableCommand, DynamoDBClient, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { GetInstanceProfileCommand, IAMClient } from "@aws-sdk/client-iam";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startWorld } from "./world.ts";

let world: Awaited<ReturnType<typeof startWorld>>;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

const table = (TableName: string, more: object = {}, properties: object = {}) => ({
  Type: "AWS::DynamoDB::Table",
  ...more,
  Properties: {
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    ...properties,
  },
});
const queue = (QueueName: string, VisibilityTimeout: number, more: object = {}) => ({
  Type: "AWS::SQS::Queue",
  Properties: { QueueName, VisibilityTimeout },
  ...more,
});
/** A queue that AWS makes for nobody. */
const impossible = (...DependsOn: readonly string[]) => queue("bad", 99_999, { DependsOn });
const after = (...DependsOn: readonly string[]) => ({ DependsOn });

const tableExists = async (TableName: string): Promise<boolean> => {
  const client = new DynamoDBClient(world.connection);
  const answer = client.send(new DescribeTableCommand({ TableName }));
  return answer.then(
    () => true,
    () => false,
  );
};
const timeoutOf = async (name: string) => {
  const QueueUrl = `${world.connection.endpoint}/123456789012/${name}`;
  const client = new SQSClient(world.connection);
  const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
  return Attributes?.VisibilityTimeout;
};

it("a stack comes about by a change set: in review, then each resource after what it needs, in AWS's words", async () => {
  const template = {
    Description: "queues",
    Resources: {
      Work: queue("work", 30, after("Dead")),
      Dead: queue("dead", 30),
    },
    Outputs: { Url: { Description: "where", Value: { Ref: "Work" } } },
  };
  const { Changes, ExecutionStatus } = await world.changeSet({
    StackName: "s",
    ChangeSetType: "CREATE",
    TemplateBody: JSON.stringify(template),
  });
  expect([
    ExecutionStatus,
    Changes?.map(({ ResourceChange: change }) => `${change?.Action} ${change?.LogicalResourceId}`),
  ]).toEqual(["AVAILABLE", ["Add Dead", "Add Work"]]);
  const { Stacks } = await world.client.send(new DescribeStacksCommand({ StackName: "s" }));
  expect(Stacks?.[0]?.StackStatus).toBe("REVIEW_IN_PROGRESS");
  await world.client.send(new ExecuteChangeSetCommand({ StackName: "s", ChangeSetName: "change" }));
  const stack = await world.settled("s");
  expect(stack).toMatchObject({
    StackStatus: "CREATE_COMPLETE",
    Description: "queues",
    Outputs: [
      { OutputKey: "Url", OutputValue: `${world.connection.endpoint}/123456789012/work`, Description: "where" },
    ],
  });
  expect(await world.events("s")).toEqual([
    "s CREATE_IN_PROGRESS: User Initiated",
    "Dead CREATE_IN_PROGRESS",
    "Dead CREATE_IN_PROGRESS: Resource creation Initiated",
    "Dead CREATE_COMPLETE",
    "Work CREATE_IN_PROGRESS",
    "Work CREATE_IN_PROGRESS: Resource creation Initiated",
    "Work CREATE_COMPLETE",
    "s CREATE_COMPLETE",
  ]);
});

it("an update changes in place what can be, makes anew what cannot, and deletes what the template has no more", async () => {
  await world.deploy("s", {
    Resources: { Kept: queue("kept", 30), Renamed: queue("old", 30), Gone: queue("gone", 30) },
  });
  const stack = await world.deploy(
    "s",
    { Resources: { Kept: queue("kept", 40), Renamed: queue("new", 30) } },
    "UPDATE",
  );
  expect(stack?.StackStatus).toBe("UPDATE_COMPLETE");
  expect([await timeoutOf("kept"), await timeoutOf("new")]).toEqual(["40", "30"]);
  await expect(timeoutOf("old")).rejects.toThrow("does not exist");
  await expect(timeoutOf("gone")).rejects.toThrow("does not exist");
  expect(await world.events("s")).toEqual([
    "s UPDATE_IN_PROGRESS: User Initiated",
    "Kept UPDATE_IN_PROGRESS",
    "Renamed UPDATE_IN_PROGRESS: Requested update requires the creation of a new physical resource; hence creating one.",
    "Renamed UPDATE_IN_PROGRESS: Resource creation Initiated",
    "Kept UPDATE_COMPLETE",
    "Renamed UPDATE_COMPLETE",
    "s UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
    "Gone DELETE_IN_PROGRESS",
    "Gone DELETE_COMPLETE",
    "Renamed DELETE_IN_PROGRESS",
    "Renamed DELETE_COMPLETE",
    "s UPDATE_COMPLETE",
  ]);
});

it("nothing to change is a failed change set, and refused by UpdateStack", async () => {
  const TemplateBody = JSON.stringify({ Resources: { Work: queue("work", 30) } });
  await world.deploy("s", JSON.parse(TemplateBody));
  expect(await world.changeSet({ StackName: "s", TemplateBody })).toMatchObject({
    Status: "FAILED",
    StatusReason:
      "The submitted information didn't contain changes. Submit different information to create a change set.",
    ExecutionStatus: "UNAVAILABLE",
  });
  await expect(world.client.send(new UpdateStackCommand({ StackName: "s", TemplateBody }))).rejects.toMatchObject({
    name: "ValidationError",
    message: "No updates are to be performed.",
  });
});

it("a failed creation is rolled back: what is to be retained stays, but not if that is except on create", async () => {
  const stack = await world.deploy("s", {
    Resources: {
      Retained: table("retained", { DeletionPolicy: "Retain" }),
      New: table("new", { DeletionPolicy: "RetainExceptOnCreate" }),
      Bad: impossible("Retained", "New"),
    },
  });
  expect(stack).toMatchObject({
    StackStatus: "ROLLBACK_COMPLETE",
  });
  expect([await tableExists("retained"), await tableExists("new")]).toEqual([true, false]);
  const events = await world.events("s");
  expect(events.slice(events.findIndex((event) => event.startsWith("Bad CREATE_FAILED")))).toEqual([
    expect.stringMatching(
      /^Bad CREATE_FAILED: Resource handler returned message: ".+" \(RequestToken: [\w-]{36}, HandlerErrorCode: InvalidRequest\)$/,
    ),
    "s ROLLBACK_IN_PROGRESS: The following resource(s) failed to create: [Bad]. Rollback requested by user.",
    "Retained DELETE_SKIPPED",
    "New DELETE_IN_PROGRESS",
    "New DELETE_COMPLETE",
    "s ROLLBACK_COMPLETE",
  ]);
  await expect(world.deploy("s", { Resources: { Work: queue("work", 30) } }, "UPDATE")).rejects.toThrow(
    "is in ROLLBACK_COMPLETE state and can not be updated.",
  );
});

it("a change set can leave a failed creation as it is, but not a failed update", async () => {
  const broken = JSON.stringify({ Resources: { Kept: table("kept"), Bad: impossible("Kept") } });
  await world.changeSet({ StackName: "left", ChangeSetType: "CREATE", TemplateBody: broken });
  const named = { StackName: "left", ChangeSetName: "change" };
  await world.client.send(new ExecuteChangeSetCommand({ ...named, DisableRollback: true }));
  expect(await world.settled("left")).toMatchObject({ StackStatus: "CREATE_FAILED" });
  expect(await tableExists("kept")).toBe(true);

  await world.deploy("s", { Resources: { Work: queue("work", 30) } });
  const TemplateBody = JSON.stringify({ Resources: { Work: queue("work", 60) } });
  await world.changeSet({ StackName: "s", ChangeSetType: "UPDATE", TemplateBody });
  const update = new ExecuteChangeSetCommand({ StackName: "s", ChangeSetName: "change", DisableRollback: true });
  await expect(world.client.send(update)).rejects.toThrow("updates with DisableRollback");
});

it("what is still being created when something fails is cancelled", async () => {
  await world.deploy("s", { Resources: { Slow: queue("slow", 30), Table: table("table"), Bad: impossible("Table") } });
  const events = await world.events("s");
  expect(events).toContain("Slow CREATE_FAILED: Resource creation cancelled");
  await expect(timeoutOf("slow")).rejects.toThrow("does not exist");
});

it("a failed update is put back, and what it created is deleted while cleaning up", async () => {
  await world.deploy("s", { Resources: { Work: queue("work", 30) } });
  const Resources = {
    Work: queue("work", 40),
    New: table("new", { DeletionPolicy: "RetainExceptOnCreate", ...after("Work") }),
    Bad: impossible("New"),
  };
  const stack = await world.deploy("s", { Resources }, "UPDATE");
  expect([stack?.StackStatus, await timeoutOf("work"), await tableExists("new")]).toEqual([
    "UPDATE_ROLLBACK_COMPLETE",
    "30",
    false,
  ]);
  const events = await world.events("s");
  expect(events.slice(events.findIndex((event) => event.startsWith("s UPDATE_ROLLBACK_IN_PROGRESS")))).toEqual([
    "s UPDATE_ROLLBACK_IN_PROGRESS: The following resource(s) failed to create: [Bad]. ",
    "Work UPDATE_IN_PROGRESS",
    "Work UPDATE_COMPLETE",
    "s UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
    "New DELETE_IN_PROGRESS",
    "New DELETE_COMPLETE",
    "s UPDATE_ROLLBACK_COMPLETE",
  ]);
  const { StackResourceSummaries = [] } = await world.client.send(new ListStackResourcesCommand({ StackName: "s" }));
  expect(StackResourceSummaries.map(({ LogicalResourceId }) => LogicalResourceId)).toContain("Work");
});

it("a table that is protected against deletion outlives the rollback of its creation, and is in the way of the next", async () => {
  await world.deploy("s", { Resources: { Work: queue("work", 30) } });
  const Table = table("table", { DeletionPolicy: "RetainExceptOnCreate" }, { DeletionProtectionEnabled: true });
  const stack = await world.deploy(
    "s",
    { Resources: { Work: queue("work", 30), Table, Bad: impossible("Table") } },
    "UPDATE",
  );
  expect([stack?.StackStatus, await tableExists("table")]).toEqual(["UPDATE_ROLLBACK_COMPLETE", true]);
  await expect(world.deploy("s", { Resources: { Work: queue("work", 30), Table } }, "UPDATE")).rejects.toThrow(
    "AWS::EarlyValidation::ResourceExistenceCheck",
  );
});

it("a deleted stack leaves what is to be retained, and is found by its id alone", async () => {
  const created = await world.deploy("s", {
    Resources: { Table: table("table", { DeletionPolicy: "RetainExceptOnCreate" }), Work: queue("work", 30) },
  });
  await world.client.send(new DeleteStackCommand({ StackName: "s" }));
  const id = created?.StackId ?? "";
  expect((await world.settled(id))?.StackStatus).toBe("DELETE_COMPLETE");
  expect(await world.events(id)).toEqual([
    "s DELETE_IN_PROGRESS: User Initiated",
    "Work DELETE_IN_PROGRESS",
    "Table DELETE_SKIPPED",
    "Work DELETE_COMPLETE",
    "s DELETE_COMPLETE",
  ]);
  expect(await tableExists("table")).toBe(true);
  await expect(world.client.send(new DescribeStacksCommand({ StackName: "s" }))).rejects.toMatchObject({
    name: "ValidationError",
    message: "Stack with id s does not exist",
  });
  const { StackSummaries } = await world.client.send(new ListStacksCommand({}));
  expect(StackSummaries?.map(({ StackStatus }) => StackStatus)).toEqual(["DELETE_COMPLETE"]);
});

it("a change set finds out that a name is taken, and can take what has it into the stack, with all that is in it", async () => {
  const Resources = { Table: table("table", { DeletionPolicy: "Retain" }), Work: queue("work", 30) };
  const first = await world.deploy("s", { Resources });
  const database = new DynamoDBClient(world.connection);
  await database.send(new PutItemCommand({ TableName: "table", Item: { pk: { S: "kept" } } }));
  await world.client.send(new DeleteStackCommand({ StackName: "s" }));
  await world.settled(first?.StackId ?? "");

  const TemplateBody = JSON.stringify({ Resources });
  const refused = await world.changeSet({ StackName: "s", ChangeSetType: "CREATE", TemplateBody });
  expect([refused.Status, refused.StatusReason]).toEqual([
    "FAILED",
    "The following hook(s)/validation failed: [AWS::EarlyValidation::ResourceExistenceCheck]. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.",
  ]);
  const { OperationEvents = [] } = await world.client.send(
    new DescribeEventsCommand({ StackName: "s", ChangeSetName: "change" }),
  );
  expect(OperationEvents).toMatchObject([
    {
      LogicalResourceId: "Table",
      ValidationStatusReason: "Resource of type 'AWS::DynamoDB::Table' with identifier 'table' already exists.",
    },
  ]);
  await world.client.send(new DeleteStackCommand({ StackName: "s" }));
  await world.settled("s").catch(() => {});
  const stack = await world.deploy("s", { Resources }, "CREATE", { ImportExistingResources: true });
  const { Items } = await database.send(new ScanCommand({ TableName: "table" }));
  expect([stack?.StackStatus, Items]).toEqual(["CREATE_COMPLETE", [{ pk: { S: "kept" } }]]);
  expect(await world.events("s")).toContain("Table IMPORT_COMPLETE");
});

it("says what a resource is, and what the template was", async () => {
  const template = { Resources: { Work: queue("work", 30) } };
  await world.deploy("s", template);
  const named = { StackName: "s", LogicalResourceId: "Work" };
  const { StackResourceDetail } = await world.client.send(new DescribeStackResourceCommand(named));
  const { TemplateBody } = await world.client.send(new GetTemplateCommand({ StackName: "s" }));
  expect([StackResourceDetail?.PhysicalResourceId, StackResourceDetail?.ResourceStatus, TemplateBody]).toEqual([
    `${world.connection.endpoint}/123456789012/work`,
    "CREATE_COMPLETE",
    JSON.stringify(template),
  ]);
  await expect(
    world.client.send(new DescribeStackResourceCommand({ ...named, LogicalResourceId: "No" })),
  ).rejects.toThrow("Resource No does not exist for stack s");
});

it("a protected stack is not deleted", async () => {
  await world.deploy("s", { Resources: { Work: queue("work", 30) } });
  const protect = { StackName: "s", EnableTerminationProtection: true };
  await world.client.send(new UpdateTerminationProtectionCommand(protect));
  await expect(world.client.send(new DeleteStackCommand({ StackName: "s" }))).rejects.toThrow(
    "Stack [s] cannot be deleted while TerminationProtection is enabled",
  );
});

const role = {
  Type: "AWS::IAM::Role",
  Properties: { RoleName: "greeter", AssumeRolePolicyDocument: { Statement: [] } },
};

it("sums up what a stack's template declares, as the AWS CLI asks before it updates one", async () => {
  const Parameters = { Seconds: { Type: "Number", Default: 30 }, Name: { Type: "String", Default: "work" } };
  await world.deploy("s", { Description: "Works", Parameters, Resources: { Work: queue("work", 30) } });
  const { $metadata, ...summary } = await world.client.send(new GetTemplateSummaryCommand({ StackName: "s" }));
  expect(summary).toEqual({
    Description: "Works",
    Parameters: [
      { ParameterKey: "Seconds", DefaultValue: "30", NoEcho: false },
      { ParameterKey: "Name", DefaultValue: "work", NoEcho: false },
    ],
    ResourceTypes: ["AWS::SQS::Queue"],
    Version: "2010-09-09",
    DeclaredTransforms: [],
  });
  await expect(world.client.send(new GetTemplateSummaryCommand({ StackName: "none" }))).rejects.toThrow(
    "does not exist",
  );
});

it("roles need a capability, which ValidateTemplate names", async () => {
  const TemplateBody = JSON.stringify({ Resources: { Role: role } });
  const { Capabilities } = await world.client.send(new ValidateTemplateCommand({ TemplateBody }));
  expect(Capabilities).toEqual(["CAPABILITY_NAMED_IAM"]);
  await expect(world.client.send(new CreateStackCommand({ StackName: "s", TemplateBody }))).rejects.toMatchObject({
    name: "InsufficientCapabilitiesException",
    message: "Requires capabilities : [CAPABILITY_NAMED_IAM]",
  });
});

it("a type that the playground does not know is named, before anything is stored", async () => {
  const TemplateBody = JSON.stringify({ Resources: { Cluster: { Type: "AWS::ECS::Cluster" } } });
  await expect(world.client.send(new CreateStackCommand({ StackName: "s", TemplateBody }))).rejects.toThrow(
    "The playground does not emulate resources of type AWS::ECS::Cluster.",
  );
  await expect(world.client.send(new DescribeStacksCommand({ StackName: "s" }))).rejects.toThrow("does not exist");
});

it("a stack at work is not updated", async () => {
  const TemplateBody = JSON.stringify({ Resources: { Work: queue("work", 30) } });
  const { StackId } = await world.client.send(new CreateStackCommand({ StackName: "s", TemplateBody }));
  await expect(world.client.send(new UpdateStackCommand({ StackName: "s", TemplateBody }))).rejects.toThrow(
    `Stack:${StackId} is in CREATE_IN_PROGRESS state and can not be updated.`,
  );
});

it("an instance profile is made with its role, changed in place, and deleted before it", async () => {
  const named = (name: string) => ({ ...role, Properties: { ...role.Properties, RoleName: name } });
  const template = (of: string) => ({
    Resources: {
      One: named("one"),
      Other: named("other"),
      Profile: { Type: "AWS::IAM::InstanceProfile", Properties: { Roles: [{ Ref: of }] } },
    },
    Outputs: { Arn: { Value: { "Fn::GetAtt": ["Profile", "Arn"] } }, Name: { Value: { Ref: "Profile" } } },
  });
  const iam = new IAMClient(world.connection);
  const stack = await world.deploy("s", template("One"));
  const [arn, InstanceProfileName] = (stack?.Outputs ?? []).map(({ OutputValue }) => OutputValue);
  const get = async () => {
    const { InstanceProfile } = await iam.send(new GetInstanceProfileCommand({ InstanceProfileName }));
    return [InstanceProfile?.Arn, InstanceProfile?.Roles?.map(({ RoleName }) => RoleName)];
  };
  const before = await get();
  await world.deploy("s", template("Other"), "UPDATE");
  expect([before, await get()]).toEqual([
    [arn, ["one"]],
    [arn, ["other"]],
  ]);
  await world.client.send(new DeleteStackCommand({ StackName: "s" }));
  await world.clock.advance(300_000);
  await expect(get()).rejects.toThrow(`Instance Profile ${InstanceProfileName} cannot be found.`);
  iam.destroy();
});
