import { describe, expect, it } from "vitest";
import { setUp } from "./world.ts";

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
