import { expect, test } from "vitest";
import { createWorld, definitionOf, roleArn, type World } from "../world.ts";

const definition = definitionOf({ A: { Type: "Succeed" } });
const other = definitionOf({ B: { Type: "Succeed" } });
const arnOf = (name: string) => `arn:aws:states:eu-west-1:111122223333:stateMachine:${name}`;

const refused = (world: World, operation: string, input: object) =>
  world.call(operation, input).then(
    () => "accepted",
    (error: Error) => `${error.name}: ${error.message}`,
  );

test("makes, describes, lists, updates and deletes a state machine", async () => {
  const world = createWorld();
  const created = await world.call("CreateStateMachine", { name: "m", definition, roleArn });
  expect(created).toEqual({ stateMachineArn: arnOf("m"), creationDate: new Date("2026-01-01T00:00:00Z") });
  const described = await world.call("DescribeStateMachine", { stateMachineArn: arnOf("m") });
  expect(described).toEqual({
    stateMachineArn: arnOf("m"),
    name: "m",
    status: "ACTIVE",
    definition,
    roleArn,
    type: "STANDARD",
    creationDate: new Date("2026-01-01T00:00:00Z"),
    revisionId: described.revisionId,
    loggingConfiguration: { level: "OFF", includeExecutionData: false },
    tracingConfiguration: { enabled: false },
    encryptionConfiguration: { type: "AWS_OWNED_KEY" },
  });
  expect((await world.call("ListStateMachines", {})).stateMachines).toEqual([
    { stateMachineArn: arnOf("m"), name: "m", type: "STANDARD", creationDate: new Date("2026-01-01T00:00:00Z") },
  ]);
  const updated = await world.call("UpdateStateMachine", { stateMachineArn: arnOf("m"), definition: other });
  expect(updated.revisionId).not.toBe(described.revisionId);
  expect((await world.call("DescribeStateMachine", { stateMachineArn: arnOf("m") })).definition).toBe(other);
  await world.call("DeleteStateMachine", { stateMachineArn: arnOf("m") });
  await world.call("DeleteStateMachine", { stateMachineArn: arnOf("m") });
  expect(await refused(world, "DescribeStateMachine", { stateMachineArn: arnOf("m") })).toBe(
    `StateMachineDoesNotExist: State Machine Does Not Exist: '${arnOf("m")}'`,
  );
});

test("making the same state machine again is no error, making another of its name is", async () => {
  const world = createWorld();
  const first = await world.call("CreateStateMachine", { name: "m", definition, roleArn });
  await world.clock.advance(1000);
  expect(await world.call("CreateStateMachine", { name: "m", definition, roleArn: `${roleArn}2` })).toEqual(first);
  expect((await world.call("DescribeStateMachine", { stateMachineArn: arnOf("m") })).roleArn).toBe(roleArn);
  expect(await refused(world, "CreateStateMachine", { name: "m", definition: other, roleArn })).toBe(
    `StateMachineAlreadyExists: State Machine Already Exists: '${arnOf("m")}'`,
  );
});

test.each<[operation: string, input: object, error: string]>([
  ["CreateStateMachine", { name: "a b", definition, roleArn }, "InvalidName: Invalid Name: 'a b'"],
  [
    "CreateStateMachine",
    { name: "n".repeat(81), definition, roleArn },
    `ValidationException: 1 validation error detected: Value '${"n".repeat(81)}' at 'name' failed to satisfy constraint: Member must have length less than or equal to 80`,
  ],
  ["CreateStateMachine", { name: "m", definition, roleArn: "me" }, "InvalidArn: Invalid Role Arn: 'me'"],
  [
    "CreateStateMachine",
    { name: "m", definition, roleArn, type: "EXPRESS" },
    "PlaygroundNotEmulated: The playground does not emulate state machines of type EXPRESS. See playground/README.md for what it does.",
  ],
  [
    "CreateStateMachine",
    { name: "m", definition: definitionOf({ A: { Type: "Pass", Output: "{% phone %}", Next: "B" } }), roleArn },
    "InvalidDefinition: Invalid State Machine Definition: 'UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not supported. at /States/A/Output, MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/Next, MISSING_END_STATE: Workflow has no terminal state'",
  ],
  [
    "CreateStateMachine",
    { name: "m", definition: '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}', roleArn },
    "PlaygroundNotEmulated: The playground does not emulate the query language JSONPath: set QueryLanguage to JSONata (at /States/A). See playground/README.md for what it does.",
  ],
  ["DescribeStateMachine", { stateMachineArn: "m" }, "InvalidArn: Invalid Arn: 'Invalid ARN prefix: m'"],
  [
    "DescribeStateMachine",
    { stateMachineArn: "arn:aws:states:eu-west-1:111122223333:execution:m:e" },
    "InvalidArn: Invalid Arn: 'Resource type not valid in this context: execution'",
  ],
  [
    "UpdateStateMachine",
    { stateMachineArn: arnOf("there") },
    "MissingRequiredParameter: Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified",
  ],
  [
    "UpdateStateMachine",
    { stateMachineArn: arnOf("gone"), definition },
    `StateMachineDoesNotExist: State Machine Does Not Exist: '${arnOf("gone")}'`,
  ],
  ["ListStateMachines", { nextToken: "?" }, "InvalidToken: Invalid Token: 'Invalid token'"],
  [
    "ListStateMachines",
    { maxResults: 1001 },
    "ValidationException: 1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000",
  ],
  ["TagResource", { resourceArn: arnOf("gone"), tags: [] }, `ResourceNotFound: Resource not found: '${arnOf("gone")}'`],
])("%s refuses %o", async (operation, input, error) => {
  const world = createWorld();
  world.service.createStateMachine({ name: "there", definition, roleArn });
  expect(await refused(world, operation, input)).toBe(error);
});

test("deleting waits for the executions, which end at their next transition", async () => {
  const world = createWorld();
  const stateMachineArn = world.machine(
    { A: { Type: "Wait", Seconds: 60, Next: "B" }, B: { Type: "Succeed" } },
    {},
    "m",
  );
  const executionArn = await world.start(stateMachineArn);
  await world.clock.advance(1000);
  await world.call("DeleteStateMachine", { stateMachineArn });
  expect([
    (await world.call("DescribeStateMachine", { stateMachineArn })).status,
    (await world.ended(executionArn)).status,
    (await refused(world, "StartExecution", { stateMachineArn })).split(":")[0],
    (await refused(world, "CreateStateMachine", { name: "m", definition, roleArn })).split(":")[0],
  ]).toEqual(["DELETING", "RUNNING", "StateMachineDeleting", "StateMachineDeleting"]);
  await world.clock.advance(60_000);
  expect([(await world.ended(executionArn)).status, (await world.call("ListStateMachines", {})).stateMachines]).toEqual(
    ["ABORTED", []],
  );
});

test("lists in small pages", async () => {
  const world = createWorld({ pageSize: 2 });
  for (const name of ["a", "b", "c"]) world.service.createStateMachine({ name, definition, roleArn });
  const first = await world.call("ListStateMachines", { maxResults: 0 });
  const second = await world.call("ListStateMachines", { nextToken: first.nextToken });
  const names = (answer: typeof first) => answer.stateMachines.map(({ name }: { name: string }) => name);
  expect([names(first), names(second), second.nextToken]).toEqual([["a", "b"], ["c"], undefined]);
});

test("reads lag behind, StartExecution does not", async () => {
  const world = createWorld({ lag: () => 1000 });
  const stateMachineArn = world.machine({ A: { Type: "Succeed" } });
  expect((await refused(world, "DescribeStateMachine", { stateMachineArn })).split(":")[0]).toBe(
    "StateMachineDoesNotExist",
  );
  const executionArn = await world.start(stateMachineArn);
  await world.clock.advance(1500);
  expect((await world.ended(executionArn)).status).toBe("SUCCEEDED");
});

test("tags can be set, listed and removed", async () => {
  const world = createWorld();
  const resourceArn = arnOf("m");
  await world.call("CreateStateMachine", { name: "m", definition, roleArn, tags: [{ key: "a", value: "1" }] });
  await world.call("TagResource", {
    resourceArn,
    tags: [
      { key: "a", value: "2" },
      { key: "b", value: "3" },
    ],
  });
  await world.call("UntagResource", { resourceArn, tagKeys: ["b", "c"] });
  expect((await world.call("ListTagsForResource", { resourceArn })).tags).toEqual([{ key: "a", value: "2" }]);
  const many = Array.from({ length: 50 }, (_, index) => ({ key: `k${index}`, value: "" }));
  expect((await refused(world, "TagResource", { resourceArn, tags: many })).split(":")[0]).toBe("TooManyTags");
});

test("validating answers with diagnostics and makes nothing", async () => {
  const world = createWorld();
  const bad = definitionOf({ A: { Type: "Pass", InputPath: "$.a", ResultPath: "$.b", End: true } });
  expect([
    await world.call("ValidateStateMachineDefinition", { definition }),
    await world.call("ValidateStateMachineDefinition", { definition: bad, maxResults: 1 }),
    await refused(world, "ValidateStateMachineDefinition", { definition, severity: "INFO" }),
    (await world.call("ListStateMachines", {})).stateMachines,
  ]).toEqual([
    { result: "OK", diagnostics: [], truncated: false },
    {
      result: "FAIL",
      diagnostics: [
        {
          severity: "ERROR",
          code: "SCHEMA_VALIDATION_FAILED",
          message:
            "The QueryLanguage is set to 'JSONata', but field 'InputPath' is only supported for the 'JSONPath' QueryLanguage",
          location: "/States/A",
        },
      ],
      truncated: true,
    },
    "ValidationException: 1 validation error detected: Value 'INFO' at 'severity' failed to satisfy constraint: Member must satisfy enum value set: [ERROR, WARNING]",
    [],
  ]);
});

test("the dump holds the machines and nothing that differs from run to run", async () => {
  const world = createWorld();
  world.service.createStateMachine({ name: "m", definition, roleArn, tags: { stage: "alpha" } });
  expect(world.service.state()).toEqual({
    stateMachines: {
      [arnOf("m")]: {
        name: "m",
        roleArn,
        status: "ACTIVE",
        tags: { stage: "alpha" },
        definition: { QueryLanguage: "JSONata", StartAt: "A", States: { A: { Type: "Succeed" } } },
      },
    },
  });
});
