import { describe, expect, it } from "vitest";
import { setUp } from "./world.ts";

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

  it("is refused beyond the account's concurrency, whichever functions run", async () => {
    const { clock, create, lambda, open, quotas } = setUp();
    for (const name of ["a", "b", "c"]) create(name);
    quotas.set("lambda", "L-B99A9384", 2);
    const first = lambda.invoke("a", 1);
    void lambda.invoke("b", 1);
    await clock.advance(0);
    await expect(lambda.invoke("c", 1)).rejects.toMatchObject({ name: "TooManyRequestsException", status: 429 });
    open[0]?.answer({ ok: true, payload: null });
    await first;
    void lambda.invoke("c", 1);
    await clock.advance(0);
    expect(open).toHaveLength(3);
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
