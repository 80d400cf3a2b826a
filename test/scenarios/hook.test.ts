/** The environment's own hook: asked about the idle side once its checks passed, before it gets traffic. */
import { SendTaskFailureCommand, SendTaskHeartbeatCommand, SendTaskSuccessCommand } from "@aws-sdk/client-sfn";
import { describe, expect, inject, it } from "vitest";
import { plannedAction } from "../../command/deployments/plan.ts";
import { deploymentHandlers } from "../../command/rehearsal/functions.ts";
import { hookName } from "../../proof/simulation/hooked.ts";
import { environment, sampleRelease, service } from "../../proof/simulation/sarcelle.ts";
import { dynamoDb, stepFunctions } from "../../src/aws/clients.ts";
import { readEnvironment } from "../../src/aws/environment-store.ts";
import { parseRequest } from "../../src/deployment/request.ts";
import { templateWithHook } from "./hooked.ts";
import { registering } from "./registering.ts";
import {
  afterwards,
  asBefore,
  atRest,
  changing,
  ending,
  seconds,
  standsIn,
  start,
  stop,
  type Trouble,
  undone,
} from "./trouble.ts";

interface Event {
  readonly taskToken: string;
}

const sleep = (duration: number) => new Promise((resolve) => setTimeout(resolve, duration));
const answering =
  (answer: unknown) =>
  async ({ taskToken }: Event) =>
    void (await stepFunctions().send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(answer) })));

const registered = (world: Trouble, hook: object) =>
  registering(world, () => ({ hook: { function: hookName, timeout: 120, ...hook } }));

/** A world before a deploy, with a hook that does this. */
const hooked = async (hook: (event: Event) => Promise<unknown>, registration: object = {}, name = hookName) => {
  const world = await atRest({
    action: "deploy",
    template: templateWithHook("hook.handler", undefined, name),
    handlers: { ...deploymentHandlers, "hook.handler": async () => (event) => hook(event as Event) },
  });
  await registered(world, registration);
  return world;
};

const deploy = { action: "deploy", release: sampleRelease("4") };
const entered = async (world: Trouble, arn: string) =>
  (await world.history(arn)).flatMap(({ stateEnteredEventDetails: details }) => (details?.name ? [details.name] : []));

describe("a hook that answers", () => {
  it("pass lets the release go on, and is told what it needs to judge the side", async () => {
    const asked: unknown[] = [];
    const pass = answering({ verdict: "pass", reason: "40 tests passed" });
    const world = await hooked(async (event) => {
      asked.push({ ...event, taskToken: typeof event.taskToken });
      await pass(event);
    });
    const arn = await start(world, { action: "release", release: sampleRelease("4") });
    expect((await world.ended(arn)).status).toBe("SUCCEEDED");
    expect(asked).toEqual([
      {
        taskToken: "string",
        environment,
        deployment: "under-test",
        release: { version: "4", commit: "4444444" },
        side: "green",
        endpoints: [
          { port: 8080, url: "http://load-balancer-1:9081" },
          { port: 8443, url: "https://load-balancer-1:9444" },
        ],
      },
    ]);
  });

  it.each([
    [
      { verdict: "fail", reason: "3 of 40 tests failed." },
      "The hook sarcelle-hook-smoke says that the release is unfit: 3 of 40 tests failed.",
    ],
    [{ verdict: "fail" }, "The hook sarcelle-hook-smoke says that the release is unfit: it gives no reason."],
    [
      { ok: true },
      'The hook sarcelle-hook-smoke answered {"ok":true}; expected {"verdict":"pass"} or {"verdict":"fail","reason":"…"}.',
    ],
    [
      "pass",
      'The hook sarcelle-hook-smoke answered pass; expected {"verdict":"pass"} or {"verdict":"fail","reason":"…"}.',
    ],
  ])("%j undoes everything, and says so", async (answer, said) => {
    const world = await hooked(answering(answer));
    expect(await ending(world, await start(world, deploy))).toEqual(undone(`HookFailed: ${said}`, 4));
    expect(await afterwards(world)).toEqual(asBefore);
  });
});

describe("a hook that", () => {
  it("fails its task leads to the rollback with its own words", async () => {
    const world = await hooked(async ({ taskToken }) => {
      await stepFunctions().send(new SendTaskFailureCommand({ taskToken, error: "Unfit", cause: "no login page" }));
    });
    expect(await ending(world, await start(world, deploy))).toEqual(
      undone("HookFailed: The hook sarcelle-hook-smoke failed: Unfit: no login page.", 4),
    );
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("throws leads to the rollback, and is not called again", async () => {
    let calls = 0;
    const world = await hooked(async () => {
      calls += 1;
      throw new Error("no such script");
    });
    expect(await ending(world, await start(world, deploy))).toEqual(
      undone("HookFailed: The hook sarcelle-hook-smoke failed: Error: no such script.", 4),
    );
    expect(calls).toBe(1);
  });

  it("never answers is waited for as long as it may take, and no longer", async () => {
    const world = await hooked(async () => {});
    expect(await ending(world, await start(world, deploy))).toEqual(
      undone("HookFailed: The hook sarcelle-hook-smoke said nothing for 120 s: no answer, and no heartbeat.", 4),
    );
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("is to send heartbeats and sends none is waited for no longer than that", async () => {
    const world = await hooked(async () => {}, { heartbeat: 20 });
    expect(await ending(world, await start(world, deploy))).toEqual(
      undone("HookFailed: The hook sarcelle-hook-smoke said nothing for 20 s: no answer, and no heartbeat.", 4),
    );
  });

  it("sends heartbeats and never answers is not waited for beyond its time", async () => {
    const world = await hooked(
      async ({ taskToken }) => {
        for (let beat = 0; beat < 20; beat++) {
          await sleep(seconds(10));
          await stepFunctions().send(new SendTaskHeartbeatCommand({ taskToken }));
        }
      },
      { heartbeat: 20 },
    );
    expect(await ending(world, await start(world, deploy))).toEqual(
      undone("HookFailed: The hook sarcelle-hook-smoke did not answer within 120 s.", 4),
    );
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("is at it when the execution is stopped leaves what the rollback needs", async () => {
    const world = await hooked(async () => {}, { timeout: 3_600 });
    const arn = await start(world, deploy);
    await standsIn(world, arn, "RunHook");
    await stop(world, arn);
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("does not exist, or is none that Sarcelle may call, refuses the release before the first change and in the plan", async () => {
    const world = await atRest({ action: "deploy" });
    const refusals = [
      ["sarcelle-hook-smoke", /^The environment's hook sarcelle-hook-smoke does not exist \(Function not found: /],
      [
        "arn:aws:lambda:eu-west-1:123456789012:function:judge",
        /^The environment's hook is arn:aws:lambda:.*:judge; Sarcelle was deployed to call those whose names begin with sarcelle-hook-\. .* --param hooks=arn:aws:lambda:.*:judge and start again\.$/,
      ],
    ] as const;
    for (const [index, [name, words]] of refusals.entries()) {
      await registered(world, { function: name });
      const since = world.simulation.calls.list().length;
      const ended = await world.ended(await world.start(deploy, `refused-${index}`));
      expect([ended.error, ended.cause]).toEqual(["HookNotCallable", expect.stringMatching(words)]);
      expect(changing(world, since)).toEqual([]);
      await world.simulation.asOperator(async () => {
        const stack = { table: { client: dynamoDb(), name: service }, firstFunction: `${service}-preflight` };
        const request = parseRequest({ environment, ...deploy });
        const planned = plannedAction(request, await readEnvironment(stack.table, environment), stack);
        await expect(planned).rejects.toThrow(words);
      });
    }
  });
});

it("without a hook no state is entered for one", async () => {
  const world = await atRest({ action: "deploy", template: inject("template") });
  const arn = await start(world, deploy);
  expect((await world.ended(arn)).status).toBe("SUCCEEDED");
  const names = await entered(world, arn);
  expect(names).toContain("RunChecks");
  expect(names.filter((name) => name === "RunHook" || name === "HasPassed")).toEqual([]);
});
