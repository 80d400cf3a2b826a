import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { EnvironmentBoot, Initialisation } from "../../functions/launcher.ts";
import { createFunctionLauncher } from "../../functions/process-launcher.ts";
import { wallClock } from "../../world/wall-clock.ts";
import { functionZip } from "./function-zip.ts";

const start = (
  code: string,
  options: { readonly speed?: number; readonly handler?: string; readonly whenIdle?: boolean } = {},
) => {
  const clock = wallClock(options.speed ?? 1);
  const launcher = createFunctionLauncher(clock, options.whenIdle);
  onTestFinished(async () => {
    await launcher.stop();
    clock.stop();
  });
  const lines: Parameters<EnvironmentBoot["log"]>[0][] = [];
  const ended = Promise.withResolvers<void>();
  const environment = launcher.launch({
    code: functionZip(code),
    handler: options.handler ?? "index.handler",
    variables: { AWS_LAMBDA_FUNCTION_NAME: "greet", AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256" },
    log: (line) => lines.push(line),
    ended: () => ended.resolve(),
  });
  const invoke = (event: unknown, requestId = "request-1") =>
    environment.invoke({
      requestId,
      payload: JSON.stringify(event),
      functionArn: "arn:aws:lambda:eu-west-1:123456789012:function:greet",
      deadline: clock.now() + 60_000,
    });
  return { clock, environment, invoke, lines, ended: ended.promise };
};

const failureOf = (initialised: Initialisation) => (initialised.ok ? undefined : initialised.outcome);

describe("a function in a process", () => {
  it.runIf(existsSync("/usr/bin/chrt")).each([
    { whenIdle: true, policy: "5" },
    { whenIdle: false, policy: "0" },
  ])("runs on what the rest of the machine leaves, if that is asked for: $whenIdle", async ({ whenIdle, policy }) => {
    const { invoke } = start(
      `import { readFileSync } from "node:fs";
       export const handler = async () => readFileSync("/proc/self/stat", "utf8").split(") ")[1].split(" ")[38];`,
      { whenIdle },
    );
    // Field 41: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    expect(await invoke({})).toEqual({ ok: true, payload: policy });
  });

  it("answers with what its handler returns, again and again in the same process", async () => {
    const { invoke } = start(
      "let n = 0; export const handler = async ({ name }) => ({ hello: name, n: ++n, pid: process.pid });",
    );
    const first = await invoke({ name: "blue" });
    const pid = first.ok ? (first.payload as { pid: number }).pid : undefined;
    expect(first).toEqual({ ok: true, payload: { hello: "blue", n: 1, pid } });
    expect(await invoke({ name: "green" })).toEqual({ ok: true, payload: { hello: "green", n: 2, pid } });
    expect(pid).not.toBe(process.pid);
  });

  it("answers null for a handler that returns nothing", async () => {
    const { invoke } = start("export const handler = async () => {};");
    expect(await invoke({})).toEqual({ ok: true, payload: null });
  });

  it("sees Lambda's context, and of the environment only what Lambda sets", async () => {
    const { invoke } = start(`export const handler = async (event, context) => ({
      ...context,
      remaining: context.getRemainingTimeInMillis() > 50_000 && context.getRemainingTimeInMillis() <= 60_000,
      variables: Object.keys(process.env).sort(),
      arguments: process.argv.length,
    });`);
    expect(await invoke({})).toEqual({
      ok: true,
      payload: {
        functionName: "greet",
        memoryLimitInMB: "256",
        invokedFunctionArn: "arn:aws:lambda:eu-west-1:123456789012:function:greet",
        awsRequestId: "request-1",
        remaining: true,
        variables: ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_NAME", "LAMBDA_TASK_ROOT"],
        arguments: 2,
      },
    });
  });

  it("reports an error by its name, message and stack", async () => {
    const { invoke } = start(
      'class Conflict extends Error { name = "Conflict" } export const handler = async () => { throw new Conflict("not ours"); };',
    );
    expect(await invoke({})).toEqual({
      ok: false,
      errorType: "Conflict",
      errorMessage: "not ours",
      trace: expect.arrayContaining([expect.stringContaining("index.mjs")]),
    });
  });

  it.each([
    ["a BigInt", "1n"],
    ["a cycle", "(() => { const a = {}; a.a = a; return a; })()"],
  ])("reports %s, which no JSON can say", async (_, value) => {
    const { invoke } = start(`export const handler = async () => ${value};`);
    expect(await invoke({})).toMatchObject({
      ok: false,
      errorType: "Error",
      errorMessage: "Unable to stringify response body",
    });
  });

  it("does not start with a mistake in its syntax, and says so", async () => {
    const { environment } = start("export const handler = async () => {");
    expect(await environment.initialised).toMatchObject({
      ok: false,
      outcome: { errorType: "Runtime.UserCodeSyntaxError", errorMessage: expect.stringMatching(/^SyntaxError: /) },
    });
  });

  it("reports what is thrown and is no error by its type", async () => {
    const { invoke } = start('export const handler = async () => { throw "a text"; };');
    expect(await invoke({})).toEqual({ ok: false, errorType: "string", errorMessage: "a text", trace: [] });
  });

  it("ends with a rejection that nobody handles", async () => {
    const { invoke, ended } = start(
      'export const handler = () => { Promise.reject(new TypeError("lost")); return new Promise(() => {}); };',
    );
    expect(await invoke({})).toMatchObject({
      errorType: "Runtime.UnhandledPromiseRejection",
      errorMessage: "TypeError: lost",
    });
    await ended;
  });

  it("reports how its process ended", async () => {
    const { invoke, environment } = start("export const handler = () => new Promise(() => {});");
    await environment.initialised;
    const outcome = invoke({}, "request-2");
    environment.kill();
    expect(await outcome).toEqual({
      ok: false,
      errorType: "Runtime.ExitError",
      errorMessage: "RequestId: request-2 Error: Runtime exited with error: signal: killed",
      trace: [],
    });
  });

  it.each([
    ["process.exit(3)", "RequestId: request-1 Error: Runtime exited with error: exit status 3"],
    ["process.exit(0)", "RequestId: request-1 Error: Runtime exited without providing a reason"],
  ])("reports the status of %s", async (exit, errorMessage) => {
    const { invoke } = start(`export const handler = () => { ${exit}; };`);
    expect(await invoke({})).toMatchObject({ errorType: "Runtime.ExitError", errorMessage });
  });

  it.each([
    [
      "a file that is not there",
      "elsewhere.handler",
      "Runtime.ImportModuleError",
      "Error: Cannot find module 'elsewhere'",
    ],
    [
      "a handler that is not exported",
      "index.other",
      "Runtime.HandlerNotFound",
      "index.other is undefined or not exported",
    ],
    ["a handler with a callback", "index.old", "Runtime.CallbackHandlerDeprecated", "callback-based function handlers"],
  ])("does not start with %s", async (_, handler, errorType, errorMessage) => {
    const { environment } = start("export const old = (event, context, callback) => callback(null, 1);", { handler });
    expect(failureOf(await environment.initialised)).toMatchObject({
      ok: false,
      errorType,
      errorMessage: expect.stringContaining(errorMessage),
    });
  });

  it("does not start when its code throws", async () => {
    const { environment } = start('throw new RangeError("no table");');
    expect(failureOf(await environment.initialised)).toMatchObject({
      errorType: "RangeError",
      errorMessage: "no table",
    });
  });

  it("forwards what it writes, by the console and by hand", async () => {
    const { invoke, lines } = start(`export const handler = async () => {
      console.warn("careful: %d", 7);
      process.stdout.write('{"level":"info"}\\n');
    };`);
    await invoke({});
    await vi.waitFor(() => expect(lines).toHaveLength(2), 10_000);
    expect(lines.map(({ level, message }) => ({ level, message }))).toEqual(
      expect.arrayContaining([
        { level: "WARN", message: "careful: 7" },
        { level: "INFO", message: '{"level":"info"}' },
      ]),
    );
    expect(lines.find(({ level }) => level === "WARN")?.requestId).toBe("request-1");
  });

  it("lives in the world's time: its clock, its timers, and those of its libraries", async () => {
    const { clock, invoke } = start(
      `import { setTimeout as pause } from "node:timers/promises";
      export const handler = async () => {
        const began = Date.now();
        await new Promise((resolve) => setTimeout(resolve, 60_000));
        await pause(60_000);
        await new Promise((resolve) => AbortSignal.timeout(60_000).addEventListener("abort", resolve));
        return { began, passed: Date.now() - began, date: new Date() instanceof Date };
      };`,
      { speed: 1_000 },
    );
    const before = clock.now();
    const outcome = await invoke({});
    const after = clock.now();
    if (!outcome.ok) throw new Error(outcome.errorMessage);
    const { began, passed, date } = outcome.payload as { began: number; passed: number; date: boolean };
    expect(date).toBe(true);
    // Three minutes of the world, less what timers round off; two clocks in two processes agree to a few real milliseconds.
    expect(passed).toBeGreaterThanOrEqual(175_000);
    expect(began).toBeGreaterThan(before - 10_000);
    expect(began + passed).toBeLessThan(after + 10_000);
  });
});

describe("the launcher", () => {
  it("leaves no process behind when it stops", async () => {
    const clock = wallClock();
    const launcher = createFunctionLauncher(clock);
    const environment = launcher.launch({
      code: functionZip("export const handler = async () => process.pid;"),
      handler: "index.handler",
      variables: {},
      log: () => {},
      ended: () => {},
    });
    const outcome = await environment.invoke({ requestId: "r", payload: "{}", functionArn: "arn", deadline: 0 });
    const pid = outcome.ok ? Number(outcome.payload) : Number.NaN;
    expect(() => process.kill(pid, 0)).not.toThrow();
    await launcher.stop();
    clock.stop();
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  });

  it("takes its functions with it, however it dies", async () => {
    const code = functionZip("export const handler = async () => process.pid;");
    const parent = spawn(process.execPath, [join(import.meta.dirname, "parent.ts"), code], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [said] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(said.toString());
    expect(() => process.kill(pid, 0)).not.toThrow();
    parent.kill("SIGKILL");
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow("ESRCH"), 10_000);
  });
});
