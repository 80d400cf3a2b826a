import { describe, expect, it } from "vitest";
import { setUp } from "./world.ts";

const queueArn = "arn:aws:sqs:eu-west-1:123456789012:queue";

describe("a function", () => {
  it("that is changed starts anew, and what runs already ends as it began", async () => {
    const { clock, create, lambda, boots, open, killed } = setUp();
    create("greet");
    const before = lambda.invoke("greet", 1);
    await clock.advance(0);
    lambda.updateFunction("greet", { timeout: 9, environment: { TABLE: "other" } });
    open[0]?.answer({ ok: true, payload: "before" });
    expect(await before).toEqual({ ok: true, payload: "before" });
    const after = lambda.invoke("greet", 2);
    await clock.advance(0);
    expect(boots.map(({ variables }) => variables.TABLE)).toEqual(["table", "other"]);
    expect(killed).toEqual([boots[0]]);
    open[1]?.answer({ ok: true, payload: null });
    await after;
    lambda.updateFunction("greet", { timeout: 10 });
    expect(killed).toEqual(boots);
  });

  it("that is deleted is not found, and can be made again", async () => {
    const { create, lambda, call } = setUp();
    create("greet");
    lambda.deleteFunction("greet");
    await expect(lambda.invoke("greet", 1)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    expect(() => lambda.deleteFunction("greet")).toThrow("Function not found");
    create("greet");
    expect(await call("GetFunction", { FunctionName: "greet" })).toMatchObject({
      Configuration: { FunctionName: "greet" },
    });
  });

  it("has versions that stay what they were, and none for no change", async () => {
    const { clock, create, lambda, call, boots, open } = setUp();
    create("greet");
    expect([lambda.publishVersion("greet"), lambda.publishVersion("greet")]).toEqual(["1", "1"]);
    lambda.updateFunction("greet", { environment: { TABLE: "other" } });
    expect(lambda.publishVersion("greet")).toBe("2");
    const outcome = lambda.invoke("greet:1", {});
    await clock.advance(0);
    expect(boots[0]?.variables).toMatchObject({ TABLE: "table", AWS_LAMBDA_FUNCTION_VERSION: "1" });
    expect(open[0]?.invocation.functionArn).toBe("arn:aws:lambda:eu-west-1:123456789012:function:greet:1");
    open[0]?.answer({ ok: true, payload: null });
    await outcome;
    expect(await call("GetFunctionConfiguration", { FunctionName: "greet", Qualifier: "1" })).toMatchObject({
      Version: "1",
      FunctionArn: "arn:aws:lambda:eu-west-1:123456789012:function:greet:1",
      Environment: { Variables: { TABLE: "table" } },
    });
  });

  it("loses a permission by its statement, of which there is one", () => {
    const { create, lambda } = setUp();
    create("greet");
    const permission = {
      FunctionName: "greet",
      StatementId: "s",
      Action: "lambda:InvokeFunction",
      Principal: "events.amazonaws.com",
    };
    lambda.addPermission(permission);
    expect(() => lambda.addPermission(permission)).toThrow("The statement id (s) provided already exists.");
    lambda.removePermission("greet", "s");
    expect(lambda.permits("greet", "events.amazonaws.com", "arn:rule/a")).toBe(false);
    expect(() => lambda.removePermission("greet", "s")).toThrow("Statement s is not found in resource policy.");
  });
});

describe("an event source mapping", () => {
  it("is polled as it was changed, and no longer once it is deleted", async () => {
    const { create, lambda, call, polled, ended } = setUp();
    create("drain");
    const id = lambda.mapEventSource({ FunctionName: "drain", EventSourceArn: queueArn, BatchSize: 5 });
    lambda.updateEventSourceMapping(id, { FunctionResponseTypes: ["ReportBatchItemFailures"] });
    expect(polled).toMatchObject([
      { batchSize: 5, reportBatchItemFailures: false },
      { queueArn, functionName: "drain", batchSize: 5, reportBatchItemFailures: true, enabled: true },
    ]);
    expect(ended).toEqual([polled[0]]);
    lambda.deleteEventSourceMapping(id);
    expect(ended).toEqual(polled);
    expect(await call("ListEventSourceMappings", {})).toEqual({ EventSourceMappings: [] });
    expect(() => lambda.deleteEventSourceMapping(id)).toThrow("The resource you requested does not exist.");
  });
});
