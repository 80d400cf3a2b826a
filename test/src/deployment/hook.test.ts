import { describe, expect, it } from "vitest";
import { defaults } from "../../../src/deployment/defaults.ts";
import { callableHooks, calledHook, hookSchema, requireCallable } from "../../../src/deployment/hook.ts";

const judge = "arn:aws:lambda:eu-west-1:123456789012:function:judge";
const prefixed = "arn:aws:lambda:eu-west-1:123456789012:function:sarcelle-hook-web";

describe("a hook's registration", () => {
  it("has a time in which it is to answer, and by default no heartbeats", () => {
    expect(hookSchema.parse({ function: "sarcelle-hook-web" })).toEqual({
      function: "sarcelle-hook-web",
      timeout: defaults.hookTimeoutSeconds,
    });
  });

  it.each(["sarcelle-hook-web", "sarcelle-hook-web:live", prefixed, judge, `${judge}:3`])("names %s", (name) => {
    expect(hookSchema.safeParse({ function: name }).success).toBe(true);
  });

  it.each([
    { function: "judge" },
    { function: "sarcelle-hook-" },
    { function: "sarcelle-hook-*" },
    { function: "arn:aws:lambda:eu-west-1:123456789012:function:*" },
    { function: "arn:aws:iam::123456789012:role/judge" },
    { function: judge, timeout: 1 },
    { function: judge, timeout: 86_401 },
    { function: judge, timeout: 60, heartbeat: 60 },
    { function: judge, heartbeat: 0 },
  ])("is refused: %j", (hook) => {
    expect(hookSchema.safeParse(hook).success).toBe(false);
  });
});

it.each([
  [
    { timeout: 60, heartbeat: 20 },
    { timeoutSeconds: 60, heartbeatSeconds: 20 },
  ],
  [{ timeout: 60 }, { timeoutSeconds: 61, heartbeatSeconds: 60 }],
])("is called so that the heartbeat is shorter than the whole, which Step Functions asks for: %j", (times, called) => {
  expect(calledHook({ function: judge, ...times })).toEqual({ function: judge, ...called });
});

describe("the hooks that may be called", () => {
  const at = { account: "123456789012", region: "eu-west-1" };

  it.each([
    ["sarcelle-hook-web", "none"],
    ["sarcelle-hook-web:live", "none"],
    [prefixed, "none"],
    [judge, judge],
    [judge, `${prefixed}, ${judge}`],
  ])("are those of the prefix, here, and those of the parameter: %s with %s", (name, parameter) => {
    expect(() => requireCallable(name, at, callableHooks(parameter))).not.toThrow();
  });

  it.each([
    judge,
    `${judge}:live`,
    "arn:aws:lambda:eu-west-2:123456789012:function:sarcelle-hook-web",
    "arn:aws:lambda:eu-west-1:210987654321:function:sarcelle-hook-web",
  ])("are no others: %s", (name) => {
    expect(() => requireCallable(name, at, [prefixed])).toThrow(
      expect.objectContaining({
        name: "HookNotCallable",
        message: `The environment's hook is ${name}; Sarcelle was deployed to call those whose names begin with sarcelle-hook-, ${prefixed}. Nothing was changed. Name the function sarcelle-hook-…, or deploy Sarcelle with --param hooks=${prefixed},${name} and start again.`,
      }),
    );
  });
});
