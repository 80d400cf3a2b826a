import { describe, expect, it } from "vitest";
import { anError, setUp } from "./world.ts";

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
    open[0]?.answer(anError);
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
      "Function not found: arn:aws:lambda:eu-west-1:123456789012:function:nobody:$LATEST",
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
    [{ FunctionName: "not a name" }, "ValidationException", "failed to satisfy constraint"],
    [
      { FunctionName: "greet:1", Qualifier: "2" },
      "InvalidParameterValueException",
      "The derived qualifier from the function name does not match the specified qualifier.",
    ],
    [
      { FunctionName: "arn:aws:lambda:eu-west-2:123456789012:function:greet" },
      "ResourceNotFoundException",
      "Functions from 'eu-west-2' are not reachable in this region ('eu-west-1')",
    ],
  ])("refuses %o", async (input, name, message) => {
    const { create, call } = setUp();
    create("greet");
    await expect(Promise.resolve().then(() => call("Invoke", input))).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
  });

  it.each([
    ["a value that was thrown", { errorType: "string", errorMessage: "no", trace: [] }, { trace: [] }],
    ["a process that ended", { errorType: "Runtime.ExitError", errorMessage: "no", trace: [] }, {}],
  ])("tells of %s as Lambda does", async (_, { errorType, errorMessage, trace }, shown) => {
    const { clock, create, call, open } = setUp();
    create("greet");
    const answer = call("Invoke", { FunctionName: "greet" });
    await clock.advance(0);
    open[0]?.answer({ ok: false, errorType, errorMessage, trace });
    expect(payloadOf(await answer).Payload).toEqual({ errorType, errorMessage, ...shown });
  });

  it("answers a response that is too large with an error of the function", async () => {
    const { clock, create, call, open } = setUp();
    create("greet");
    const answer = call("Invoke", { FunctionName: "greet" });
    await clock.advance(0);
    open[0]?.answer({ ok: true, payload: "x".repeat(6_291_555) });
    expect(payloadOf(await answer)).toEqual({
      StatusCode: 200,
      ExecutedVersion: "$LATEST",
      FunctionError: "Unhandled",
      Payload: {
        errorType: "Function.ResponseSizeTooLarge",
        errorMessage: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
      },
    });
  });

  it("answers with the tail of the log if it is asked for", async () => {
    const { clock, create, call, open, boots, kept } = setUp();
    create("greet");
    const answer = call("Invoke", { FunctionName: "greet", LogType: "Tail" });
    await clock.advance(5);
    boots[0]?.log({ requestId: "request-1", level: "INFO", message: "hello" });
    open[0]?.answer({ ok: true, payload: null });
    const { LogResult } = (await answer) as { LogResult: string };
    const lines = [
      "START RequestId: request-1 Version: $LATEST",
      "2026-01-01T00:00:00.005Z\trequest-1\tINFO\thello",
      "END RequestId: request-1",
      "REPORT RequestId: request-1\tDuration: 5.00 ms\tBilled Duration: 85 ms\tMemory Size: 256 MB\tInit Duration: 80.00 ms",
    ];
    expect(Buffer.from(LogResult, "base64").toString()).toBe(lines.map((line) => `${line}\n`).join(""));
    const stream = boots[0]?.variables.AWS_LAMBDA_LOG_STREAM_NAME;
    expect(kept).toEqual(
      lines.map((message, index) => ({
        group: "/aws/lambda/greet",
        stream,
        time: Date.UTC(2026, 0, 1) + (index === 0 ? 0 : 5),
        message,
      })),
    );
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
      { action: "lambda:InvokeFunction", resource: "arn:aws:lambda:eu-west-1:123456789012:function:greet", tags: {} },
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
      open[open.length - 1]?.answer(anError);
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
    open[0]?.answer(anError);
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
