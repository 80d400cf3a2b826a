import { AutoScalingClient, DescribeTagsCommand, ResourceContentionFault } from "@aws-sdk/client-auto-scaling";
import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { describe, expect, it } from "vitest";
import type { Gateway, ValueCall } from "../../gateway/gateway.ts";
import type { HttpRequest, HttpResponse } from "../../gateway/http.ts";
import { protocols } from "../../gateway/protocols.ts";
import { createInProcessLauncher, type Handler } from "../../simulation/function-launcher.ts";
import { AwsError } from "../../world/aws-error.ts";
import { virtualClock } from "../../world/clock.ts";
import { seeded } from "../../world/random.ts";

type Answer = (request: HttpRequest) => Promise<HttpResponse | "no-answer">;
type Performed = Awaited<ReturnType<Gateway["perform"]>>;

const json = (status: number, value: object): HttpResponse => ({
  status,
  headers: { "content-type": "application/x-amz-json-1.0" },
  body: Buffer.from(JSON.stringify(value)),
});

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** One environment of one function, and the world around it. */
const world = (
  handler: Handler,
  answer: Answer = async () => json(200, {}),
  perform: (call: ValueCall) => Performed = () => "no-answer",
) => {
  const requests: HttpRequest[] = [];
  const performed: ValueCall[] = [];
  const logged: string[] = [];
  const clock = virtualClock(Date.UTC(2030, 0, 1), async () => {
    do await turn();
    while (launcher.busy());
  });
  const launcher = createInProcessLauncher({
    door: "by value",
    clock,
    random: seeded(1),
    handlers: { "functions/f.handler": handler },
    gateway: () => ({
      handle: (request) => {
        requests.push(request);
        return answer(request);
      },
      async perform(call) {
        performed.push(call);
        return perform(call);
      },
    }),
    get: async (url, { host = "you" }) => (url.endsWith("/") ? { status: 200, body: `hello ${host}` } : "no-answer"),
  });
  const launch = (name = "functions/f.handler") =>
    launcher.launch({
      code: "",
      handler: name,
      variables: {
        AWS_LAMBDA_FUNCTION_NAME: "f",
        AWS_REGION: "eu-west-1",
        AWS_ACCESS_KEY_ID: "ASIAF",
        AWS_SECRET_ACCESS_KEY: "s",
      },
      log: ({ message }) => logged.push(message),
      ended: () => logged.push("ended"),
    });
  const invoke = (environment: ReturnType<typeof launch>, payload: unknown = {}) =>
    environment.invoke({
      requestId: "r-1",
      payload: JSON.stringify(payload),
      functionArn: "arn:f",
      deadline: clock.now() + 30_000,
    });
  return { clock, launcher, launch, invoke, requests, performed, logged };
};

const machines = new SFNClient({ maxAttempts: 3 });
const start = () =>
  machines.send(new StartExecutionCommand({ stateMachineArn: "arn:aws:states:eu-west-1:123456789012:stateMachine:m" }));

describe("a function in this process", () => {
  it("is given its event and a context, and answers in JSON", async () => {
    const { clock, launch, invoke } = world((event, context) => ({
      event,
      left: (context as { getRemainingTimeInMillis(): number }).getRemainingTimeInMillis(),
      nothing: undefined,
    }));
    const outcome = invoke(launch(), { a: 1 });
    await clock.advance(0);
    expect(await outcome).toEqual({ ok: true, payload: { event: { a: 1 }, left: 30_000 } });
  });

  it("fails in Lambda's words with the name of what it throws", async () => {
    const { clock, launch, invoke } = world(() => {
      throw Object.assign(new Error("no"), { name: "CheckFailed" });
    });
    const outcome = invoke(launch());
    await clock.advance(0);
    expect(await outcome).toMatchObject({ ok: false, errorType: "CheckFailed", errorMessage: "no" });
  });

  it("cannot be initialised without code", async () => {
    const { launch } = world(() => 1);
    expect(await launch("functions/other.handler").initialised).toMatchObject({
      ok: false,
      outcome: { errorType: "Runtime.ImportModuleError", errorMessage: "no code for functions/other.handler" },
    });
  });

  it("lives in the world's time: its clock stands still until the world's moves, and its timers wait for it", async () => {
    const { clock, launch, invoke } = world(async () => {
      const began = Date.now();
      await new Promise((resolve) => setTimeout(resolve, 60_000));
      return [new Date(began).toISOString(), Date.now() - began];
    });
    const outcome = invoke(launch());
    await clock.advance(59_999);
    expect(await Promise.race([outcome, turn()])).toBeUndefined();
    await clock.advance(1);
    expect(await outcome).toEqual({ ok: true, payload: ["2030-01-01T00:00:00.000Z", 60_000] });
    expect(new Date().getFullYear()).not.toBe(2030);
  });

  it("has the world's randomness and its own variables", async () => {
    const handler = () => [Math.random(), crypto.randomUUID(), process.env.AWS_LAMBDA_FUNCTION_NAME, process.env.PATH];
    const run = async () => {
      const { clock, launch, invoke } = world(handler);
      const outcome = invoke(launch());
      await clock.advance(0);
      return outcome;
    };
    const first = await run();
    expect(first).toEqual(await run());
    expect(first).toMatchObject({ ok: true, payload: [expect.any(Number), expect.any(String), "f", null] });
  });

  it("sets a variable for itself, as whoever started it does", async () => {
    const { clock, launch, invoke } = world(() => {
      process.env.OF_A_TEST = "the function's";
      return process.env.OF_A_TEST;
    });
    process.env.OF_A_TEST = "the test's";
    const outcome = invoke(launch());
    await clock.advance(0);
    expect([await outcome, process.env.OF_A_TEST]).toEqual([{ ok: true, payload: "the function's" }, "the test's"]);
    delete process.env.OF_A_TEST;
  });

  it("logs what it writes", async () => {
    const { clock, launch, invoke, logged } = world(() => void process.stdout.write('{"level":"info"}\n'));
    void invoke(launch());
    await clock.advance(0);
    expect(logged).toEqual(['{"level":"info"}']);
  });

  it("calls AWS through the gateway, signed as itself", async () => {
    const { clock, launch, invoke, requests } = world(
      async () => (await start()).executionArn,
      async () => json(200, { executionArn: "arn:e", startDate: 0 }),
    );
    const outcome = invoke(launch());
    await clock.advance(1_000);
    expect(await outcome).toEqual({ ok: true, payload: "arn:e" });
    expect(requests.map(({ headers }) => [headers["x-amz-target"], headers.authorization])).toEqual([
      ["AWSStepFunctions.StartExecution", "AWS4-HMAC-SHA256 Credential=ASIAF/20300101/eu-west-1/states/aws4_request"],
    ]);
  });

  it("calls by value where both ends can do without the wire, with what its user added to the client", async () => {
    const groups = new AutoScalingClient({ maxAttempts: 3 });
    const steps: unknown[] = [];
    groups.middlewareStack.add(
      (next, context) => async (args) => {
        steps.push([context.commandName, args.input]);
        return next(args);
      },
      { step: "initialize", name: "noticing" },
    );
    const { clock, launch, invoke, requests, performed } = world(
      async () => groups.send(new DescribeTagsCommand({ MaxRecords: 1 })),
      undefined,
      () => ({ output: { Tags: [] }, requestId: "q-1" }),
    );
    const outcome = invoke(launch());
    await clock.advance(1_000);
    const $metadata = { httpStatusCode: 200, requestId: "q-1", attempts: 1, totalRetryDelay: 0 };
    expect(await outcome).toEqual({ ok: true, payload: { Tags: [], $metadata } });
    expect(performed).toEqual([
      {
        scope: { accessKeyId: "ASIAF", region: "eu-west-1", service: "autoscaling" },
        operation: "DescribeTags",
        input: { MaxRecords: 1 },
      },
    ]);
    expect(steps).toEqual([["DescribeTagsCommand", { MaxRecords: 1 }]]);
    expect(requests).toEqual([]);
  });

  it("meets an error of a call by value as the SDK's own exception, after its tries", async () => {
    const groups = new AutoScalingClient({ maxAttempts: 3 });
    const answers: Performed[] = [
      "no-answer",
      protocols.autoscaling?.encodeError(new AwsError("ThrottlingException", "Rate exceeded"), "q-1") ?? "no-answer",
      protocols.autoscaling?.encodeError(new AwsError("ResourceContentionFault", "busy", { status: 400 }), "q-2") ??
        "no-answer",
    ];
    let caught: unknown;
    const { clock, launch, invoke, performed } = world(
      async () => {
        caught = await groups.send(new DescribeTagsCommand({})).catch((error: unknown) => error);
      },
      undefined,
      () => answers.shift() ?? "no-answer",
    );
    void invoke(launch());
    await clock.advance(60_000);
    expect(caught).toBeInstanceOf(ResourceContentionFault);
    expect(caught).toMatchObject({ name: "ResourceContentionFault", message: "busy", $metadata: { attempts: 3 } });
    expect(performed).toHaveLength(3);
  });

  it("tries again in the world's time when it is throttled or gets no answer", async () => {
    const answers: (HttpResponse | "no-answer")[] = [
      json(400, { __type: "ThrottlingException", message: "Rate exceeded" }),
      "no-answer",
      json(200, { executionArn: "arn:e", startDate: 0 }),
    ];
    const { clock, launch, invoke, requests } = world(
      async () => (await start()).executionArn,
      async () => answers.shift() ?? "no-answer",
    );
    const outcome = invoke(launch());
    await clock.advance(60_000);
    expect(await outcome).toEqual({ ok: true, payload: "arn:e" });
    expect(requests).toHaveLength(3);
  });

  it("calls what the world serves, and learns that nobody answers", async () => {
    const { default: http } = await import("node:http");
    const get = (url: string, headers: object = {}) =>
      new Promise((resolve) => {
        const request = http.get(url, { headers: { ...headers } }, (response) => {
          response.setEncoding("utf8").on("data", (body) => resolve([response.statusCode, body]));
        });
        request.on("error", (error) => resolve(error.message));
      });
    const { clock, launch, invoke } = world(async () => [
      await get("http://lb/"),
      await get("http://lb/", { Host: "shop.example" }),
      await get("http://lb/none"),
    ]);
    const outcome = invoke(launch());
    await clock.advance(0);
    expect(await outcome).toEqual({
      ok: true,
      payload: [[200, "hello you"], [200, "hello shop.example"], "socket hang up"],
    });
  });
});

describe("a function that is killed", () => {
  const killed = {
    ok: false,
    errorType: "Runtime.ExitError",
    errorMessage: "RequestId: r-1 Error: Runtime exited with error: signal: killed",
    trace: [],
  };

  it("ends as Runtime.ExitError in the midst of a call, and nothing of it goes on", async () => {
    const went: string[] = [];
    const { clock, launch, invoke, requests, logged } = world(
      async () => {
        await start().finally(() => went.push("answered"));
        await start();
      },
      async () => {
        environment.kill();
        return json(200, { executionArn: "arn:e", startDate: 0 });
      },
    );
    const environment = launch();
    const outcome = invoke(environment);
    await clock.advance(60_000);
    expect(await outcome).toEqual(killed);
    expect([requests.length, went, logged]).toEqual([1, [], ["ended"]]);
    expect(await invoke(environment)).toEqual(killed);
  });

  it("starts no call that it was about to make", async () => {
    const { clock, launch, invoke, requests } = world(async () => {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await start();
    });
    const environment = launch();
    const outcome = invoke(environment);
    await clock.advance(500);
    environment.kill();
    await clock.advance(60_000);
    expect(await outcome).toEqual(killed);
    expect(requests).toEqual([]);
  });
});

it("time does not wait for an answer that is late in the world's time", async () => {
  const { clock, launcher, launch, invoke } = world(
    async () => (await start()).executionArn,
    () =>
      new Promise((resolve) => {
        launcher.answers.after(5_000, () => resolve(json(200, { executionArn: "arn:e", startDate: 0 })));
      }),
  );
  const outcome = invoke(launch());
  await clock.advance(6_000);
  expect(await outcome).toEqual({ ok: true, payload: "arn:e" });
});
