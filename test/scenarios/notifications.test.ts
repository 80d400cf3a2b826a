/** What is told of deployments, on the bus, by mail and in chats: every state and every end, once each, and nothing secret. */
import { expect, inject, it, onTestFinished } from "vitest";
import { deploymentHandlers, sarcelleHandlers } from "../../command/rehearsal/functions.ts";
import { run } from "../../command/run.ts";
import { type Sarcelle, sampleRelease, startSarcelle } from "../../proof/simulation/sarcelle.ts";
import { subscribedQueue } from "../../proof/simulation/subscribed-queue.ts";
import { customNotificationSchema } from "../../src/notifications/chat.ts";
import { type DeploymentEvent, deploymentEventSchema } from "../../src/notifications/schema.ts";

const minute = 60_000;
const secret = "correct-horse-battery-staple";

const handlers = {
  ...deploymentHandlers,
  ...Object.fromEntries(
    Object.entries(sarcelleHandlers).filter(([name]) => name.startsWith("functions/notifications/")),
  ),
};

/** Listens on the bus and to both topics, each in words. */
const listening = async (sarcelle: Sarcelle) => {
  const { account, region, operate } = sarcelle.simulation;
  const bus = await subscribedQueue(sarcelle, "bus");
  const people = await subscribedQueue(sarcelle, "people");
  const chat = await subscribedQueue(sarcelle, "chat");
  const pattern = { source: ["sarcelle"], "detail-type": ["Sarcelle Deployment State Change"] };
  await operate("events", "PutRule", { Name: "listens", EventPattern: JSON.stringify(pattern) });
  await operate("events", "PutTargets", { Rule: "listens", Targets: [{ Id: "1", Arn: bus.arn }] });
  const subscribe = (topic: string, Endpoint: string, filter?: object) =>
    operate("sns", "Subscribe", {
      TopicArn: `arn:aws:sns:${region}:${account}:sarcelle-live-${topic}`,
      Protocol: "sqs",
      Endpoint,
      ...(filter && { Attributes: { FilterPolicy: JSON.stringify(filter) } }),
    });
  await subscribe("notifications", people.arn, { level: ["warning", "critical"] });
  await subscribe("chat", chat.arn);
  const messages = async (from: typeof people) =>
    (await from.taken()).map((body): { Subject?: string; Message: string } => JSON.parse(body));
  return {
    events: async () =>
      (await bus.taken())
        .map((body): DeploymentEvent => deploymentEventSchema.parse(JSON.parse(body).detail))
        .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)),
    people: () => messages(people),
    chat: async () => (await messages(chat)).map(({ Message }) => customNotificationSchema.parse(JSON.parse(Message))),
  };
};

const begin = async (seed: number, more: object = {}) => {
  const sarcelle = await startSarcelle({
    seed,
    template: inject("template"),
    handlers,
    more: { repository: "https://github.com/example/web", ...more },
  });
  onTestFinished(sarcelle.simulation.stop);
  return { ...sarcelle, ...(await listening(sarcelle)) };
};

/** What was told of each deployment, in its order. */
const storyOf = (events: readonly DeploymentEvent[]) =>
  Object.fromEntries(
    [...Map.groupBy(events, ({ deployment }) => deployment)].map(([deployment, each]) => [
      deployment,
      each.map(({ state, percent, side }) => (percent === null ? state : `${state} ${percent} % to ${side}`)),
    ]),
  );

const saidOnce = (events: readonly DeploymentEvent[]) => {
  const ids = events.map(({ id }) => id);
  expect([...new Set(ids)]).toEqual(ids);
};

it("a deployment is told of when it begins, at each of its moves and at its end, a refused one at its end; on the bus, by mail and in a chat's thread", async () => {
  const { start, deploy, ended, simulation, events, people, chat } = await begin(1);
  const strategy = { type: "canary", percent: 20, wait: 60 };
  const release = sampleRelease("2", `PASSWORD=${secret}`);
  await deploy({ action: "upgrade" }, "upgrade");
  await deploy({ action: "release", release, strategy, requestedBy: "CI" }, "release");
  await ended(await start({ action: "deploy" }, "incomplete"));
  await ended(await start({ action: "upgrade", environment: "nobody" }, "unknown"));
  await simulation.advance(10 * minute);

  const told = await events();
  saidOnce(told);
  expect(storyOf(told)).toEqual({
    upgrade: ["started", "succeeded"],
    release: ["started", "moved 20 % to green", "moved 100 % to green", "succeeded"],
    incomplete: ["refused"],
    unknown: ["refused"],
  });
  const moved = told.find(({ percent }) => percent === 20);
  expect(moved).toMatchObject({
    ...{ environment: "web-live", service: "web", stage: "live", action: "release", requestedBy: "CI", level: "info" },
    release: { version: "2", commit: "2222222", imageId: release.imageId },
    what: "20 % of the production traffic is on green.",
    next: "100 % is next, if all stays well.",
    until: expect.any(String),
    links: {
      execution: expect.stringMatching(/^https:\/\/eu-west-1\.console.*:execution:sarcelle-live-blue-green:release$/),
      commit: "https://github.com/example/web/commit/2222222",
    },
  });
  const threads = (await chat()).map(({ metadata }) => metadata.threadId);
  expect(
    Object.fromEntries([...Map.groupBy(threads, (each) => each)].map(([each, all]) => [each, all.length])),
  ).toEqual({
    "web-live#upgrade": 2,
    "web-live#release": 4,
    "web-live#incomplete": 1,
    "nobody#unknown": 1,
  });
  const mails = await people();
  expect(mails.map(({ Subject }) => Subject).toSorted()).toEqual([
    "[warning] nobody: refused",
    "[warning] web-live (web, live): refused",
  ]);
  expect(JSON.stringify([told, mails])).not.toMatch(new RegExp(`${secret}|UserData|userData`));
});

it("what is undone and what is stopped is told of once each, whoever ended it, in the thread of what it began with", async () => {
  const { start, ended, deploy, simulation, events, lock } = await begin(2);
  await deploy({ action: "upgrade" }, "upgrade");
  await ended(await start({ action: "release", release: sampleRelease("2", "HEALTH=never") }, "bad"));
  const stopped = await start({ action: "release", release: sampleRelease("3") }, "stopped");
  await simulation.until(
    async () => (await lock())?.entries.some(({ step }) => step === "LaunchRelease") === true,
    20 * minute,
  );
  await simulation.operate("states", "StopExecution", { executionArn: stopped });
  await simulation.until(async () => (await lock())?.owner.startsWith("rollback:") === true, 2 * minute);
  await ended(stopped.replace("blue-green:stopped", "rollback:undo-stopped"));
  await deploy({ action: "deploy", release: sampleRelease("4") }, "deploy");
  await ended(await start({}, "back", "rollback"));
  await simulation.advance(10 * minute);
  const told = await events();
  saidOnce(told);
  expect(storyOf(told)).toEqual({
    upgrade: ["started", "succeeded"],
    bad: ["started", "rolling-back", "rolled-back"],
    stopped: ["started", "stopped", "rolling-back", "rolled-back"],
    deploy: ["started", "succeeded"],
    back: ["rolling-back", "rolled-back"],
  });
  expect(told.find(({ state, deployment }) => state === "rolling-back" && deployment === "bad")?.what).toMatch(
    /^What 'bad' did is undone: SideUnhealthy: /,
  );
  expect(told.find(({ deployment }) => deployment === "back")?.thread).toBe("deploy");
});

it("a rollback that cannot finish is told of, and again as long as the environment stays locked by it, until a person accepts how things are", async () => {
  const { start, ended, deploy, simulation, events, people, lock } = await begin(4);
  await deploy({ action: "upgrade" }, "upgrade");
  await deploy({ action: "deploy", release: sampleRelease("2") }, "deploy");
  await simulation.advance(10 * minute);
  await events();
  await people();
  // The switch hears of its first write only after a while: long enough for somebody to close the listener that it wrote.
  const slowly = { fault: "latency", milliseconds: 15_000, nth: 1 } as const;
  simulation.faults.add({ target: "elasticloadbalancing:ModifyListener", ...slowly });
  const switching = await start({ action: "switch" }, "switch");
  await simulation.until(() => simulation.calls.list().some(({ operation }) => operation === "ModifyListener"), minute);
  const listener = (await lock())?.entries.find(({ change }) => change.resource.kind === "listener");
  await simulation.operate("elasticloadbalancing", "ModifyListener", {
    ListenerArn: listener?.change.resource.id,
    DefaultActions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "503" } }],
  });
  expect(await ended(switching)).toMatchObject({ error: "RollbackFailed" });
  await ended(switching.replace("blue-green:switch", "rollback:undo-switch"));
  await simulation.advance(90 * minute);
  const told = await events();
  saidOnce(told);
  // It is tried once more by itself.
  expect(told.map(({ state, level, deployment }) => `${level} ${deployment} ${state}`)).toEqual([
    "info switch started",
    "warning switch rolling-back",
    "warning switch rolling-back",
    "critical switch rollback-failed",
    "critical switch rollback-failed",
    "critical switch stalled",
  ]);
  expect(told.at(-2)?.what).toMatch(/^RollbackIncomplete: 1 of 3 changes could not be undone; /);
  expect(told.at(-1)).toMatchObject({
    what: expect.stringMatching(/^'web-live' is locked by 'switch', which nothing works on since 2026-/),
    next: "'sarcelle status web-live' says what is left; 'sarcelle rollback web-live' undoes it.",
  });
  expect((await people()).map(({ Subject }) => Subject).toSorted()).toEqual([
    "[critical] web-live (web, live): rollback failed",
    "[critical] web-live (web, live): rollback failed",
    "[critical] web-live (web, live): stalled",
    "[warning] web-live (web, live): rolling back",
    "[warning] web-live (web, live): rolling back",
  ]);

  await simulation.asOperator(() =>
    run(["rollback", "web-live", "--accept", "kept on purpose", "--requested-by", "me"]),
  );
  await simulation.advance(10 * minute);
  const after = await events();
  saidOnce(after);
  expect(after.map(({ state, level, deployment, what }) => ({ state, level, deployment, what }))).toEqual([
    {
      ...{ state: "accepted", level: "info", deployment: "switch" },
      what: expect.stringMatching(/^A person keeps things as the rollback left them: me .*: kept on purpose/),
    },
  ]);
});

it("people are asked for an approval and reminded, and told what came of it; no trouble of the bus harms a deployment, which is told of later", async () => {
  const { start, ended, deploy, simulation, events, lock } = await begin(3, { approval: { deadline: 7_200 } });
  await deploy({ action: "upgrade" }, "upgrade");
  await deploy({ action: "deploy", release: sampleRelease("2", `PASSWORD=${secret}`) }, "deploy");
  await simulation.advance(10 * minute);
  await events();
  // As long as nothing can be told, nothing waits for it.
  simulation.faults.add({ target: "events:PutEvents", fault: "error", times: 6 });
  await ended(await start({ action: "scaledown" }, "quiet"));
  await simulation.advance(20 * minute);
  const late = await events();
  saidOnce(late);
  expect(storyOf(late)).toEqual({ quiet: ["started", "succeeded"] });

  await deploy({ action: "deploy", release: sampleRelease("2") }, "again");
  const switching = await start({ action: "switch" }, "switch");
  await simulation.advance(65 * minute);
  const asked = (await events()).filter(({ deployment }) => deployment === "switch");
  expect(asked.map(({ state, level }) => `${state} ${level}`)).toEqual([
    "started info",
    "awaiting-approval info",
    "awaiting-approval warning",
  ]);
  expect(asked.at(-1)?.next).toContain("sarcelle approve web-live switch --reason");
  await ended(switching);
  await simulation.advance(10 * minute);
  const after = await events();
  saidOnce(after);
  expect(storyOf(after)).toEqual({ switch: ["awaiting-approval", "rolling-back", "rolled-back"] });
  expect(after.at(-1)?.what).toMatch(/^NotApproved: Nobody approved 'switch' by /);
  expect(await lock()).toBeUndefined();
});
