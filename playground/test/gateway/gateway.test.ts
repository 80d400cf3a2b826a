import {
  DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import { DescribeInstancesCommand, EC2Client, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import {
  CreateListenerCommand,
  DeleteListenerCommand,
  DescribeListenersCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFaults, type Faults } from "../../faults/faults.ts";
import { createAdmin } from "../../gateway/admin.ts";
import { type Calls, createCalls } from "../../gateway/calls.ts";
import { createGateway } from "../../gateway/gateway.ts";
import { knownActions } from "../../gateway/protocols.ts";
import { type GatewayServer, serve } from "../../gateway/serve.ts";
import { createIdentity, type Identity } from "../../identity/identity.ts";
import { seeded } from "../../world/random.ts";
import type { Service, Surroundings } from "../../world/service.ts";
import { type WallClock, wallClock } from "../../world/wall-clock.ts";
import { blue, tinyEc2, tinyElbv2 } from "./tiny-services.ts";

const account = "123456789012";
const region = "eu-west-1";
let clock: WallClock;
let identity: Identity;
let faults: Faults;
let calls: Calls;
const worldsNow = Date.UTC(2029, 11, 31, 10);
let server: GatewayServer;
let ports: Readonly<Record<string, number>>;
let forwarded: string[];

beforeEach(async () => {
  clock = wallClock(1000);
  const surroundings: Surroundings = {
    clock,
    random: seeded(1),
    account,
    region,
    pageSize: 2,
    lag: () => 0,
    emit: () => {},
  };
  identity = createIdentity(surroundings);
  faults = createFaults({
    random: seeded(2),
    clock,
    actions: knownActions,
    zones: () => ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
    instance: () => undefined,
    kill: () => {},
  });
  calls = createCalls(clock);
  const tiny = tinyElbv2();
  ports = tiny.ports;
  forwarded = [];
  const gateway = createGateway({
    surroundings,
    services: [tiny.service, tinyEc2],
    forwards: {
      dynamodb: {
        async forward(request) {
          forwarded.push(new TextDecoder().decode(request.body));
          const missing = { __type: "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException", message: "no table" };
          const found = request.headers["x-amz-target"]?.endsWith(".GetItem");
          return {
            status: found ? 200 : 400,
            headers: { "content-type": "application/x-amz-json-1.0" },
            body: Buffer.from(JSON.stringify(found ? { Item: { id: { S: "1" } } } : missing)),
          };
        },
        judged: () => undefined,
        perform: () => Promise.reject(new Error("The server sends everything over the wire.")),
      },
    },
    identity,
    faults,
    calls,
  });
  server = await serve({
    gateway,
    admin: createAdmin({ "GET hello": () => ({ hello: "world" }) }),
    port: 0,
    now: () => worldsNow,
  });
});

afterEach(async () => {
  clock.stop();
  await server.close();
});

it("says in each answer what time it is in the world, whatever it is outside", async () => {
  const answer = await fetch(server.url, { method: "POST" });
  expect(answer.headers.get("date")).toBe("Mon, 31 Dec 2029 10:00:00 GMT");
});

const options = (credentials = { accessKeyId: "AKIAOPERATOR", secretAccessKey: "secret" }, asked = region) => ({
  region: asked,
  endpoint: server.url,
  credentials,
  maxAttempts: 1,
});
const elbv2 = (...given: Parameters<typeof options>) => new ElasticLoadBalancingV2Client(options(...given));

const role = (statements: readonly object[]) => {
  const arn = `arn:aws:iam::${account}:role/switcher`;
  identity.putRole({ arn, name: "switcher", trust: { Statement: [] }, policies: { only: { Statement: statements } } });
  return arn;
};

const failure = async (answer: Promise<unknown>) => {
  const error = (await answer.then(
    () => new Error("It did not fail."),
    (thrown: unknown) => thrown,
  )) as Error & { readonly $metadata?: { readonly httpStatusCode?: number } };
  return { name: error.name, message: error.message, status: error.$metadata?.httpStatusCode };
};

const recorded = () => calls.list().map(({ service, operation: name, outcome }) => `${service}:${name} ${outcome}`);

describe("a call through the gateway", () => {
  it("reaches its operation, is answered, and is written down", async () => {
    const { Listeners } = await elbv2().send(new ModifyListenerCommand({ ListenerArn: blue, Port: 8080 }));
    expect(Listeners).toEqual([{ ListenerArn: blue, Port: 8080 }]);
    expect(calls.list()).toEqual([
      {
        n: 1,
        time: expect.any(Number),
        principal: `arn:aws:iam::${account}:user/operator`,
        service: "elasticloadbalancing",
        operation: "ModifyListener",
        input: { ListenerArn: blue, Port: 8080 },
        outcome: "ok",
        mutating: true,
      },
    ]);
  });

  it("gets the errors of the service's model as their own exceptions", async () => {
    expect(await failure(elbv2().send(new DescribeListenersCommand({ ListenerArns: ["arn:none"] })))).toEqual({
      name: "ListenerNotFoundException",
      message: "One or more listeners <not> found",
      status: 400,
    });
    const ec2 = new EC2Client(options());
    expect(await failure(ec2.send(new TerminateInstancesCommand({ InstanceIds: ["i-1"] })))).toEqual({
      name: "InvalidInstanceID.NotFound",
      message: "The instance ID 'i-1' does not exist",
      status: 400,
    });
    expect(recorded()).toEqual([
      "elasticloadbalancing:DescribeListeners ListenerNotFoundException",
      "ec2:TerminateInstances InvalidInstanceID.NotFound",
    ]);
  });

  it.each([
    [
      "operation",
      () => elbv2().send(new DeleteListenerCommand({ ListenerArn: blue })),
      "the operation elasticloadbalancing:DeleteListener",
    ],
    [
      "parameter",
      () => elbv2().send(new ModifyListenerCommand({ ListenerArn: blue, Protocol: "HTTP" })),
      "the parameter 'Protocol' of elasticloadbalancing:ModifyListener",
    ],
    [
      "service",
      () => new SFNClient(options()).send(new StartExecutionCommand({ stateMachineArn: "arn" })),
      "the service 'states'",
    ],
  ])("to a %s that is not emulated is refused by name", async (_, send, what) => {
    expect(await failure(send())).toEqual({
      name: "PlaygroundNotEmulated",
      message: `The playground does not emulate ${what}. See playground/README.md for what it does.`,
      status: 501,
    });
  });

  it("for another region is refused", async () => {
    expect(await failure(elbv2(undefined, "us-east-1").send(new DescribeListenersCommand({})))).toMatchObject({
      message: "Credential should be scoped to a valid region, not 'us-east-1'.",
      status: 403,
    });
  });

  it("that is not signed is refused", async () => {
    const response = await fetch(server.url, { method: "POST", body: new URLSearchParams({ Action: "X" }) });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain("<Code>MissingAuthenticationToken</Code>");
    expect(recorded()).toEqual(["unknown:X MissingAuthenticationTokenException"]);
  });

  it("in which the playground makes a mistake says so", async () => {
    const { name, message, status } = await failure(elbv2().send(new DescribeListenersCommand({})));
    expect({ name, status }).toEqual({ name: "InternalFailure", status: 500 });
    expect(message).toContain("The playground failed in elasticloadbalancing:DescribeListeners: RangeError: a mistake");
  });
});

describe("a caller under a role", () => {
  const allowed = { Effect: "Allow", Action: "elasticloadbalancing:ModifyListener", Resource: blue };

  it("may do what its policies allow, on the resources and tags that they allow", async () => {
    const tagged = { ...allowed, Condition: { StringEquals: { "aws:ResourceTag/side": "blue" } } };
    const credentials = identity.issue({ roleArn: role([tagged]), sessionName: "shift-traffic" });
    await elbv2(credentials).send(new ModifyListenerCommand({ ListenerArn: blue, Port: 81 }));
    expect(ports).toEqual({ [blue]: 81 });
  });

  it("is refused everything else, in AWS's words, with the code of the protocol", async () => {
    const credentials = identity.issue({ roleArn: role([allowed]), sessionName: "shift-traffic" });
    const user = `User: arn:aws:sts::${account}:assumed-role/switcher/shift-traffic is not authorized to perform`;
    const elsewhere = new ModifyListenerCommand({ ListenerArn: `${blue}2`, Port: 81 });
    expect(await failure(elbv2(credentials).send(elsewhere))).toEqual({
      name: "AccessDenied",
      message: `${user}: elasticloadbalancing:ModifyListener on resource: ${blue}2 because no identity-based policy allows the elasticloadbalancing:ModifyListener action`,
      status: 403,
    });
    const ec2 = new EC2Client(options(credentials));
    expect(await failure(ec2.send(new TerminateInstancesCommand({ InstanceIds: ["i-1"] })))).toEqual({
      name: "UnauthorizedOperation",
      message: `You are not authorized to perform this operation. ${user}: ec2:TerminateInstances on resource: * because no identity-based policy allows the ec2:TerminateInstances action`,
      status: 403,
    });
    expect(ports).toEqual({ [blue]: 80 });
    expect(recorded()).toEqual([
      "elasticloadbalancing:ModifyListener AccessDeniedException",
      "ec2:TerminateInstances AccessDeniedException",
    ]);
  });

  it("is refused once its credentials are revoked", async () => {
    const credentials = identity.issue({ roleArn: role([allowed]), sessionName: "shift-traffic" });
    identity.revoke(credentials.accessKeyId);
    const late = elbv2(credentials).send(new ModifyListenerCommand({ ListenerArn: blue, Port: 81 }));
    expect(await failure(late)).toMatchObject({ name: "ExpiredToken", status: 403 });
  });
});

describe("a forwarded service", () => {
  const table = `arn:aws:dynamodb:${region}:${account}:table/deployments`;
  const key = { id: { S: "1" } };

  it("gets requests as they came, and its answers and errors pass unchanged", async () => {
    const dynamodb = new DynamoDBClient(options());
    const { Item } = await dynamodb.send(new GetItemCommand({ TableName: "deployments", Key: key }));
    expect(Item).toEqual(key);
    expect(forwarded).toEqual([JSON.stringify({ TableName: "deployments", Key: key })]);
    const query = new QueryCommand({ TableName: "none", KeyConditionExpression: "id = :id" });
    expect(await failure(dynamodb.send(query))).toMatchObject({
      name: "ResourceNotFoundException",
      message: "no table",
    });
    expect(recorded()).toEqual(["dynamodb:GetItem ok", "dynamodb:Query ResourceNotFoundException"]);
  });

  it("is authorised by table, by index, and by the items of a transaction", async () => {
    const statement = { Effect: "Allow", Action: ["dynamodb:GetItem", "dynamodb:PutItem"], Resource: table };
    const credentials = identity.issue({ roleArn: role([statement]), sessionName: "s" });
    const dynamodb = new DynamoDBClient(options(credentials));
    await dynamodb.send(new GetItemCommand({ TableName: "deployments", Key: key }));
    const byIndex = new QueryCommand({ TableName: "deployments", IndexName: "by-stage" });
    expect((await failure(dynamodb.send(byIndex))).message).toContain(`on resource: ${table}/index/by-stage because`);
    const transaction = new TransactWriteItemsCommand({
      TransactItems: [
        { Put: { TableName: "deployments", Item: key } },
        { Delete: { TableName: "deployments", Key: key } },
      ],
    });
    const refused = await failure(dynamodb.send(transaction));
    expect(refused).toMatchObject({ name: "AccessDeniedException", status: 400 });
    expect(refused.message).toContain(`to perform: dynamodb:DeleteItem on resource: ${table} because`);
    expect(forwarded).toHaveLength(1);
  });

  it("is throttled in its own words", async () => {
    faults.add({ target: "dynamodb:GetItem", fault: "throttle" });
    const dynamodb = new DynamoDBClient(options());
    expect(await failure(dynamodb.send(new GetItemCommand({ TableName: "deployments", Key: key })))).toMatchObject({
      name: "ProvisionedThroughputExceededException",
      status: 400,
    });
    expect(forwarded).toEqual([]);
  });

  it("is refused for a while in its own words, about what the call names", async () => {
    faults.add({ target: "dynamodb:UpdateTable", fault: "refused-for-a-while", milliseconds: 60_000 });
    const update = new UpdateTableCommand({ TableName: "deployments", DeletionProtectionEnabled: true });
    expect(await failure(new DynamoDBClient(options()).send(update))).toMatchObject({
      name: "ResourceInUseException",
      message: "Attempt to change a resource which is still in use: Table is being updated: deployments",
      status: 400,
    });
    expect(forwarded).toEqual([]);
  });
});

describe("a fault", () => {
  const target = "elasticloadbalancing:ModifyListener";
  const modify = (client = elbv2()) => client.send(new ModifyListenerCommand({ ListenerArn: blue, Port: 81 }));

  it.each([
    ["error", "InternalFailure", 500],
    ["throttle", "ThrottlingException", 400],
  ])("%s answers before anything is done", async (fault, name, status) => {
    faults.add({ target, fault });
    expect(await failure(modify())).toMatchObject({ name, status });
    expect({ ports, recorded: recorded() }).toEqual({
      ports: { [blue]: 80 },
      recorded: [`elasticloadbalancing:ModifyListener ${name}`],
    });
  });

  it("throttle is met by the SDK's own retries", async () => {
    faults.add({ target, fault: "throttle", times: 2 });
    await modify(new ElasticLoadBalancingV2Client({ ...options(), maxAttempts: 3 }));
    expect(recorded().map((call) => call.split(" ")[1])).toEqual(["ThrottlingException", "ThrottlingException", "ok"]);
  });

  it("lost-response does the work and breaks the connection", async () => {
    faults.add({ target, fault: "lost-response" });
    expect((await failure(modify())).message).toMatch(/socket hang up|ECONNRESET/);
    expect({ ports, recorded: recorded() }).toEqual({
      ports: { [blue]: 81 },
      recorded: ["elasticloadbalancing:ModifyListener lost"],
    });
  });

  it("crash does the work and kills the caller", async () => {
    let crashed = 0;
    const roleArn = role([{ Effect: "Allow", Action: "*", Resource: "*" }]);
    const credentials = identity.issue({ roleArn, sessionName: "s", crash: () => (crashed += 1) });
    faults.add({ target, fault: "crash" });
    await failure(modify(elbv2(credentials)));
    expect({ crashed, ports, recorded: recorded() }).toEqual({
      crashed: 1,
      ports: { [blue]: 81 },
      recorded: ["elasticloadbalancing:ModifyListener crash"],
    });
  });

  it("latency answers so many milliseconds of the world later", async () => {
    faults.add({ target, fault: "latency", milliseconds: 60_000 });
    const before = clock.now();
    await modify();
    expect(clock.now() - before).toBeGreaterThanOrEqual(60_000);
  });
});

describe("the server", () => {
  it("answers the admin API beside the services", async () => {
    const response = await fetch(`${server.url}/_playground/hello`);
    expect(await response.json()).toEqual({ hello: "world" });
    expect(recorded()).toEqual([]);
  });

  it("keeps answering after a client that speaks no protocol at all", async () => {
    await fetch(`${server.url}//%%`).catch(() => {});
    const unknown = await failure(
      elbv2().send(new CreateListenerCommand({ LoadBalancerArn: "a", DefaultActions: [] })),
    );
    expect(unknown.name).toBe("PlaygroundNotEmulated");
    expect((await failure(new EC2Client(options()).send(new DescribeInstancesCommand({})))).status).toBe(501);
  });
});

describe("a service with a misspelt operation", () => {
  it("is refused when the gateway is made", () => {
    const misspelt: Service = { ...tinyEc2, operations: { TerminateInstance: { accepts: [], run: () => ({}) } } };
    const parts = { identity, faults, calls, forwards: {} };
    const surroundings: Surroundings = {
      clock,
      random: seeded(1),
      account,
      region,
      pageSize: 2,
      lag: () => 0,
      emit: () => {},
    };
    expect(() => createGateway({ ...parts, surroundings, services: [misspelt] })).toThrow(
      "The service 'ec2' has an operation that AWS's has not: 'TerminateInstance'.",
    );
  });
});
