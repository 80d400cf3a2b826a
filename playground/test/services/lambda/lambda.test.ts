import { describe, expect, it } from "vitest";
import type { EnvironmentBoot, FunctionLauncher, Invocation, LogLine } from "../../../functions/launcher.ts";
import { createLambda } from "../../../services/lambda/lambda.ts";
import { AwsError } from "../../../world/aws-error.ts";
import { virtualClock } from "../../../world/clock.ts";
import type { FunctionOutcome } from "../../../world/neighbours.ts";
import { seeded } from "../../../world/random.ts";

const AN_ERROR: FunctionOutcome = { ok: false, errorType: "Error", errorMessage: "no", trace: ["Error: no"] };

/** Environments that answer when the test says so. */
const handLauncher = () => {
  const boots: EnvironmentBoot[] = [];
  const open: { readonly invocation: Invocation; readonly answer: (outcome: FunctionOutcome) => void }[] = [];
  const launcher: FunctionLauncher = {
    launch(boot) {
      boots.push(boot);
      let die = () => {};
      return {
        initialised: Promise.resolve({ ok: true, milliseconds: 80 }),
        invoke: (invocation) =>
          new Promise((resolve) => {
            open.push({ invocation, answer: resolve });
            die = () =>
              resolve({ ok: false, errorType: "Runtime.ExitError", errorMessage: "signal: killed", trace: [] });
          }),
        kill() {
          die();
          boot.ended();
        },
      };
    },
    stop: async () => {},
  };
  return { boots, open, launcher };
};

const setUp = () => {
  const clock = virtualClock();
  const hand = handLauncher();
  const lines: LogLine[] = [];
  const crashes: (() => void)[] = [];
  const polled: unknown[] = [];
  const lambda = createLambda(
    {
      clock,
      random: seeded(1),
      account: "123456789012",
      region: "eu-west-1",
      pageSize: 2,
      lag: () => 0,
      emit: () => {},
    },
    {
      launcher: hand.launcher,
      issueCredentials: ({ roleArn, sessionName, crash }) => {
        crashes.push(crash);
        return { accessKeyId: `key of ${roleArn}`, secretAccessKey: "secret", sessionToken: `session ${sessionName}` };
      },
      endpoint: () => "http://127.0.0.1:4566",
      log: (line) => lines.push(line),
      authorizer: {
        authorize: (roleArn) => {
          if (roleArn === "role-without-rights") throw new AwsError("AccessDeniedException", "no");
        },
      },
      pollQueue: (mapping) => {
        polled.push(mapping);
        return () => {};
      },
    },
  );
  const create = (name: string, settings: { timeout?: number; reservedConcurrency?: number; roleArn?: string } = {}) =>
    lambda.createFunction({
      name,
      description: "",
      runtime: "nodejs24.x",
      handler: "index.handler",
      roleArn: settings.roleArn ?? "role",
      code: import.meta.filename,
      memorySize: 256,
      timeout: settings.timeout ?? 3,
      environment: { TABLE: "table" },
      architectures: ["arm64"],
      reservedConcurrency: settings.reservedConcurrency,
      tags: {},
    });
  const call = (name: string, input: object) =>
    lambda.operations[name]?.run(input, { principal: { arn: "operator" }, requestId: "request-1" });
  return { clock, lambda, lines, crashes, polled, create, call, ...hand };
};

const payloadOf = (answer: unknown) => {
  const { Payload, ...rest } = answer as { Payload: Uint8Array };
  return { ...rest, Payload: JSON.parse(Buffer.from(Payload).toString()) };
};

describe("Invoke", () => {
  it("answers with the function's result", async () => {
    const { clock, create, call, open } = setUp();
    create("greet");
    const answer = call("Invoke", { FunctionName: "greet", Payload: Buffer.from('{"name":"blue"}') });
    await clock.advance(5);
    expect(open[0]?.invocation).toEqual({
      requestId: "request-1",
      payload: '{"name":"blue"}',
      functionArn: "arn:aws:lambda:eu-west-1:123456789012:function:greet",
      deadline: Date.UTC(2026, 0, 1) + 3_000,
    });
    open[0]?.answer({ ok: true, payload: { hello: "blue" } });
    expect(payloadOf(await answer)).toEqual({
      StatusCode: 200,
      ExecutedVersion: "$LATEST",
      Payload: { hello: "blue" },
    });
  });

  it("answers a function's error as an answer, not as an error of the call", async () => {
    const { clock, create, call, open } = setUp();
    create("greet");
    const answer = call("Invoke", { FunctionName: "arn:aws:lambda:eu-west-1:123456789012:function:greet" });
    await clock.advance(0);
    open[0]?.answer(AN_ERROR);
    expect(payloadOf(await answer)).toEqual({
      StatusCode: 200,
      ExecutedVersion: "$LATEST",
      FunctionError: "Unhandled",
      Payload: { errorType: "Error", errorMessage: "no", trace: ["Error: no"] },
    });
  });

  it.each([
    [
      { FunctionName: "nobody" },
      "ResourceNotFoundException",
      "Function not found: arn:aws:lambda:eu-west-1:123456789012:function:nobody",
    ],
    [
      { FunctionName: "greet", Qualifier: "7" },
      "ResourceNotFoundException",
      "Function not found: arn:aws:lambda:eu-west-1:123456789012:function:greet:7",
    ],
    [
      { FunctionName: "greet", Payload: Buffer.from("{") },
      "InvalidRequestContentException",
      "Could not parse request body into json",
    ],
    [
      { FunctionName: "greet", Payload: Buffer.alloc(6_291_457, " ") },
      "RequestTooLargeException",
      "Request must be smaller than 6291456 bytes",
    ],
    [{ FunctionName: "not a name" }, "InvalidParameterValueException", "failed to satisfy constraint"],
    [{ FunctionName: "greet", LogType: "Tail" }, "PlaygroundNotEmulated", "LogType Tail"],
  ])("refuses %o", async (input, name, message) => {
    const { create, call } = setUp();
    create("greet");
    await expect(Promise.resolve().then(() => call("Invoke", input))).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
  });

  it("invokes nothing in a dry run", async () => {
    const { create, call, boots } = setUp();
    create("greet");
    expect(await call("Invoke", { FunctionName: "greet", InvocationType: "DryRun" })).toEqual({ StatusCode: 204 });
    expect(boots).toEqual([]);
  });

  it("needs lambda:InvokeFunction on the function", () => {
    const { lambda } = setUp();
    expect(lambda.operations.Invoke?.needs?.({ FunctionName: "greet" })).toEqual([
      { action: "lambda:InvokeFunction", resource: "arn:aws:lambda:eu-west-1:123456789012:function:greet" },
    ]);
  });
});

describe("an asynchronous event", () => {
  it("is tried again a minute and then two minutes after an error, and then dropped", async () => {
    const { clock, create, call, open } = setUp();
    create("greet");
    expect(await call("Invoke", { FunctionName: "greet", InvocationType: "Event" })).toEqual({ StatusCode: 202 });
    const attempts: number[] = [];
    for (const wait of [0, 59_999, 1, 119_999, 1, 3_600_000]) {
      await clock.advance(wait);
      attempts.push(open.length);
      open[open.length - 1]?.answer(AN_ERROR);
    }
    expect(attempts).toEqual([1, 1, 2, 2, 3, 3]);
  });

  it("is taken over from a service that the function's policy lets, and from no other", async () => {
    const { clock, create, lambda, open } = setUp();
    create("greet");
    lambda.addPermission({
      FunctionName: "greet",
      StatementId: "s",
      Action: "lambda:InvokeFunction",
      Principal: "events.amazonaws.com",
      SourceArn: "arn:rule/a",
    });
    const accept = (sourceArn: string) =>
      lambda.accept("greet", { from: sourceArn }, { service: "events.amazonaws.com", sourceArn });
    expect(() => accept("arn:rule/b")).toThrow(expect.objectContaining({ name: "AccessDeniedException" }));
    accept("arn:rule/a");
    await clock.advance(0);
    expect(open.map(({ invocation }) => invocation.payload)).toEqual(['{"from":"arn:rule/a"}']);
  });

  it("is tried as often as the function's own settings say", async () => {
    const { clock, create, lambda, call, open } = setUp();
    create("greet");
    lambda.putFunctionEventInvokeConfig({ FunctionName: "greet", MaximumRetryAttempts: 0 });
    await call("Invoke", { FunctionName: "greet", InvocationType: "Event" });
    await clock.advance(0);
    open[0]?.answer(AN_ERROR);
    await clock.advance(3_600_000);
    expect(open).toHaveLength(1);
  });

  it("waits while its function is throttled", async () => {
    const { clock, create, call, lambda, open } = setUp();
    create("greet", { reservedConcurrency: 1, timeout: 900 });
    const first = lambda.invoke("greet", {});
    await call("Invoke", { FunctionName: "greet", InvocationType: "Event", Payload: Buffer.from('"later"') });
    await clock.advance(500);
    open[0]?.answer({ ok: true, payload: null });
    await first;
    await clock.advance(499);
    expect(open).toHaveLength(1);
    await clock.advance(1);
    expect(open[1]?.invocation.payload).toBe('"later"');
  });
});

describe("an execution environment", () => {
  it("is kept warm, and is one invocation's at a time", async () => {
    const { clock, create, lambda, boots, open } = setUp();
    create("greet");
    const both = [lambda.invoke("greet", 1), lambda.invoke("greet", 2)];
    await clock.advance(0);
    for (const { answer } of open) answer({ ok: true, payload: null });
    await Promise.all(both);
    const third = lambda.invoke("greet", 3);
    await clock.advance(0);
    open[2]?.answer({ ok: true, payload: "warm" });
    expect(await third).toEqual({ ok: true, payload: "warm" });
    expect(boots).toHaveLength(2);
  });

  it("sees its own credentials and what Lambda sets, beside the function's own variables", async () => {
    const { clock, create, lambda, boots } = setUp();
    create("greet");
    void lambda.invoke("greet", {});
    await clock.advance(0);
    expect(boots[0]?.variables).toEqual({
      TABLE: "table",
      _HANDLER: "index.handler",
      AWS_REGION: "eu-west-1",
      AWS_DEFAULT_REGION: "eu-west-1",
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
      AWS_LAMBDA_FUNCTION_NAME: "greet",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
      AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/greet",
      AWS_LAMBDA_LOG_STREAM_NAME: expect.stringMatching(/^2026\/01\/01\/\[\$LATEST\][0-9a-f]{32}$/),
      AWS_ACCESS_KEY_ID: "key of role",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_SESSION_TOKEN: "session greet",
      AWS_ENDPOINT_URL: "http://127.0.0.1:4566",
      LANG: "en_US.UTF-8",
      LAMBDA_RUNTIME_DIR: "/var/runtime",
      PATH: "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
      TZ: ":UTC",
    });
  });

  it("ends with its invocation when that takes too long, and the next one gets another", async () => {
    const { clock, create, lambda, boots } = setUp();
    create("greet", { timeout: 3 });
    const outcome = lambda.invoke("greet", {});
    await clock.advance(3_000);
    expect(await outcome).toEqual({
      ok: false,
      errorType: "Sandbox.Timedout",
      errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 3\.00 seconds$/),
      trace: [],
    });
    void lambda.invoke("greet", {});
    await clock.advance(0);
    expect(boots).toHaveLength(2);
  });

  it("dies when whoever speaks for its credentials is made to crash", async () => {
    const { clock, create, lambda, crashes } = setUp();
    create("greet");
    const outcome = lambda.invoke("greet", {});
    await clock.advance(0);
    crashes[0]?.();
    expect(await outcome).toMatchObject({ errorType: "Runtime.ExitError" });
  });

  it("is replaced after two hours", async () => {
    const { clock, create, lambda, boots, open } = setUp();
    create("greet");
    for (const [n, wait] of [0, 7_200_001, 0].entries()) {
      await clock.advance(wait);
      const outcome = lambda.invoke("greet", n);
      await clock.advance(0);
      open[n]?.answer({ ok: true, payload: null });
      await outcome;
    }
    expect(boots).toHaveLength(2);
  });

  it("is refused beyond the function's reserved concurrency", async () => {
    const { clock, create, lambda } = setUp();
    create("greet", { reservedConcurrency: 1 });
    void lambda.invoke("greet", 1);
    await clock.advance(0);
    await expect(lambda.invoke("greet", 2)).rejects.toMatchObject({
      name: "TooManyRequestsException",
      status: 429,
      message: "Rate Exceeded.",
    });
  });

  it("reports its start with the first invocation only", async () => {
    const { clock, create, lambda, lines, open } = setUp();
    create("greet");
    for (const n of [0, 1]) {
      const outcome = lambda.invoke("greet", n);
      await clock.advance(250);
      open[n]?.answer({ ok: true, payload: null });
      await outcome;
    }
    const withoutId = lines.map(({ message }) => message.replace(/[0-9a-f-]{36}/, "…"));
    expect(withoutId).toEqual([
      "REPORT RequestId: …\tDuration: 250.00 ms\tBilled Duration: 330 ms\tMemory Size: 256 MB\tInit Duration: 80.00 ms",
      "REPORT RequestId: …\tDuration: 250.00 ms\tBilled Duration: 250 ms\tMemory Size: 256 MB",
    ]);
  });
});

describe("the other operations", () => {
  it("describe a function", async () => {
    const { create, call } = setUp();
    create("greet", { reservedConcurrency: 1 });
    expect(await call("GetFunction", { FunctionName: "greet" })).toMatchObject({
      Configuration: {
        FunctionName: "greet",
        FunctionArn: "arn:aws:lambda:eu-west-1:123456789012:function:greet",
        Runtime: "nodejs24.x",
        Timeout: 3,
        MemorySize: 256,
        LastModified: "2026-01-01T00:00:00.000+0000",
        Environment: { Variables: { TABLE: "table" } },
      },
      Concurrency: { ReservedConcurrentExecutions: 1 },
    });
  });

  it("list functions page by page", async () => {
    const { create, call } = setUp();
    for (const name of ["a", "b", "c"]) create(name);
    const first = (await call("ListFunctions", {})) as { Functions: { FunctionName: string }[]; NextMarker: string };
    const second = (await call("ListFunctions", { Marker: first.NextMarker })) as typeof first;
    expect([first, second].map(({ Functions }) => Functions.map(({ FunctionName }) => FunctionName))).toEqual([
      ["a", "b"],
      ["c"],
    ]);
    expect(second.NextMarker).toBeUndefined();
  });

  it("map a queue to a function and list the mapping", async () => {
    const { create, lambda, call, polled } = setUp();
    create("drain");
    const id = lambda.mapEventSource({
      FunctionName: "drain",
      EventSourceArn: "arn:aws:sqs:eu-west-1:123456789012:queue",
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    });
    expect(polled).toEqual([
      {
        queueArn: "arn:aws:sqs:eu-west-1:123456789012:queue",
        functionName: "drain",
        batchSize: 10,
        maximumBatchingWindow: 0,
        reportBatchItemFailures: true,
        enabled: true,
        functionTimeout: 3,
      },
    ]);
    expect(await call("ListEventSourceMappings", { FunctionName: "drain" })).toMatchObject({
      EventSourceMappings: [{ UUID: id, State: "Enabled", BatchSize: 10 }],
    });
  });

  it("refuse to map a queue that the function's role may not read", () => {
    const { create, lambda } = setUp();
    create("drain", { roleArn: "role-without-rights" });
    expect(() =>
      lambda.mapEventSource({ FunctionName: "drain", EventSourceArn: "arn:aws:sqs:eu-west-1:123456789012:queue" }),
    ).toThrow("The provided execution role does not have permissions to call ReceiveMessage on SQS");
  });

  it("know which service may invoke a function, and for what", () => {
    const { create, lambda } = setUp();
    create("greet");
    lambda.addPermission({
      FunctionName: "greet",
      StatementId: "s",
      Action: "lambda:InvokeFunction",
      Principal: "events.amazonaws.com",
      SourceArn: "arn:rule/a",
    });
    expect(["arn:rule/a", "arn:rule/b"].map((rule) => lambda.permits("greet", "events.amazonaws.com", rule))).toEqual([
      true,
      false,
    ]);
  });
});
