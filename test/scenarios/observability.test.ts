/** Sarcelle watched: each alarm of the template goes off by its fault and tells people, and what the functions write can be asked for. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { deploymentHandlers, type FunctionCode, sarcelleHandlers } from "../../command/rehearsal/functions.ts";
import { type Sarcelle, sampleRelease, service, startSarcelle } from "../../proof/simulation/sarcelle.ts";
import { subscribedQueue } from "../../proof/simulation/subscribed-queue.ts";
import { queriesIn, selects } from "./insights.ts";

const minute = 60_000;
const secret = "correct-horse-battery-staple";

/** What a function does in place of its own code, by the name of its file. */
const instead: Record<string, (() => Promise<unknown>) | undefined> = {};
const broken = async () => {
  throw new Error("broken");
};
const slow = () => new Promise((resolve) => setTimeout(resolve, 55_000));

/** Those that deploy, that tell, and those of the inventory that are to be broken here. */
const wanted = /^functions\/(notifications\/|inventory\/(collect|sweep)\.)/;
const handlers: FunctionCode = Object.fromEntries(
  Object.entries(deploymentHandlers).map(([name, load]) => [
    name,
    async () => {
      const code = await (wanted.test(name) ? (sarcelleHandlers[name] ?? load) : load)();
      const [, file = ""] = /\/([\w-]+)\.handler$/.exec(name) ?? [];
      return (event: unknown, context: unknown) => instead[file]?.() ?? code(event, context);
    },
  ]),
);

type Line = Readonly<Record<string, unknown>>;
const lines: Line[] = [];
let text = "";

const keep = ({ message }: { readonly message: string }) => {
  text += message;
  if (message.startsWith("{")) lines.push(JSON.parse(message));
};

const oops = { Type: "fixed-response", FixedResponseConfig: { StatusCode: "503", ContentType: "text/plain" } };

/** Each fault, what it does to the world, and the alarms that go off. */
const faults: readonly (readonly [fault: string, alarms: readonly string[], (sarcelle: Sarcelle) => Promise<void>])[] =
  [
    [
      "nothing: an upgrade and a deploy that succeed",
      [],
      async ({ deploy, simulation }) => {
        await deploy({ action: "upgrade" }, "upgrade");
        await deploy({ action: "deploy", release: sampleRelease("2", `PASSWORD=${secret}`) }, "deploy");
        await simulation.advance(20 * minute);
      },
    ],
    [
      "AWS throttles",
      ["throttled"],
      async ({ deploy, simulation }) => {
        simulation.faults.add({ target: "autoscaling:DescribeAutoScalingGroups", fault: "throttle", times: 24 });
        await deploy({ action: "deploy", release: sampleRelease("3") }, "throttled");
        await simulation.advance(5 * minute);
      },
    ],
    [
      "somebody changes a listener under a switch",
      ["deployment-undone", "rollback-failed"],
      async ({ start, ended, lock, simulation }) => {
        const target = "elasticloadbalancing:ModifyListener";
        simulation.faults.add({ target, fault: "latency", milliseconds: 15_000, nth: 1 });
        const switching = await start({ action: "switch" }, "switch");
        const isWriting = () => simulation.calls.list().some(({ operation }) => operation === "ModifyListener");
        await simulation.until(isWriting, minute);
        const entries = (await lock())?.entries ?? [];
        const ListenerArn = entries.find(({ change }) => change.resource.kind === "listener")?.change.resource.id;
        await simulation.operate("elasticloadbalancing", "ModifyListener", { ListenerArn, DefaultActions: [oops] });
        await ended(switching);
        await simulation.advance(20 * minute);
      },
    ],
    ["nobody settles it for an hour", ["deployment-stalled"], ({ simulation }) => simulation.advance(80 * minute)],
    [
      "events come quicker than the collector takes them",
      ["inventory-late"],
      async ({ simulation }) => {
        instead.collect = slow;
        const { account, operate } = simulation;
        const Entries = Array.from({ length: 10 }, (_, index) => ({ Id: String(index), MessageBody: "{}" }));
        const QueueUrl = `https://sqs/${account}/${service}-inventory`;
        for (let batch = 0; batch < 90; batch += 1) await operate("sqs", "SendMessageBatch", { QueueUrl, Entries });
        await simulation.advance(18 * minute);
      },
    ],
    [
      "the inventory's functions fail, and what finds who was left behind",
      ["inventory-dead-letters", "inventory-not-swept", "left-behind"],
      async ({ simulation }) => {
        for (const name of ["collect", "sweep", "find-left-behind"]) instead[name] = broken;
        const { account, operate } = simulation;
        const QueueUrl = `https://sqs/${account}/${service}-inventory`;
        await operate("sqs", "SendMessage", { QueueUrl, MessageBody: "{}" });
        await simulation.advance(190 * minute);
        for (const name of ["collect", "sweep", "find-left-behind"]) instead[name] = undefined;
      },
    ],
    [
      "people cannot be told",
      ["notifications-dead-letters"],
      async ({ start, ended, simulation }) => {
        instead["notify-people"] = broken;
        await ended(await start({ action: "deploy" }, "refused"));
        await simulation.advance(60 * minute);
        instead["notify-people"] = undefined;
      },
    ],
    [
      "what tells of deployments fails",
      ["telling-fails"],
      async ({ simulation }) => {
        instead["tell-deployments"] = broken;
        await simulation.advance(25 * minute);
        instead["tell-deployments"] = undefined;
      },
    ],
    [
      "other functions use up the account's concurrency",
      ["functions-throttled"],
      async ({ simulation }) => {
        simulation.quotas.set("lambda", "L-B99A9384", 0);
        await simulation.advance(15 * minute);
        simulation.quotas.set("lambda", "L-B99A9384", 1_000);
        await simulation.advance(15 * minute);
      },
    ],
  ];

/** By fault, the alarms that people were told of. */
const told = new Map<string, readonly string[]>();
let sarcelle: Sarcelle;

beforeAll(async () => {
  sarcelle = await startSarcelle({ seed: 1, template: inject("template"), handlers, log: keep });
  const { account, region, operate } = sarcelle.simulation;
  const people = await subscribedQueue(sarcelle, "people");
  const TopicArn = `arn:aws:sns:${region}:${account}:${service}-notifications`;
  await operate("sns", "Subscribe", { TopicArn, Protocol: "sqs", Endpoint: people.arn });
  for (const [fault, , happen] of faults) {
    await happen(sarcelle);
    const subjects = (await people.taken()).map((body) => (JSON.parse(body) as { Subject?: string }).Subject ?? "");
    const names = subjects.flatMap((subject) => new RegExp(`^ALARM: "${service}-(.*)" in `).exec(subject)?.[1] ?? []);
    told.set(fault, [...new Set(names)].sort());
  }
});
afterAll(() => sarcelle.simulation.stop());

it.each(faults)("%s: people are told of %j", (fault, alarms) => {
  expect(told.get(fault)).toEqual(alarms);
});

it("every alarm of the template goes off by one of these", async () => {
  const { alarms } = (await sarcelle.simulation.state(["monitoring"])).monitoring as { readonly alarms: object };
  const ours = Object.keys(alarms).filter((name) => name.startsWith(service));
  expect(ours.sort()).toEqual(
    [...told.values()]
      .flat()
      .map((name) => `${service}-${name}`)
      .sort(),
  );
});

describe("what the functions write", () => {
  it("says of each line of a deployment whose it is, under Powertools' names, and nothing secret", () => {
    const [line] = lines.filter(({ deployment, message }) => deployment === "deploy" && message === "LaunchRelease");
    expect(line).toMatchObject({
      ...{ level: "INFO", message: "LaunchRelease", service, function_name: `${service}-launchRelease` },
      ...{ environment: "web-live", deployment: "deploy", step: "LaunchRelease", changes: expect.any(Number) },
      timestamp: expect.stringMatching(/^2026-01-01T00:/),
      function_request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(text).not.toContain(secret);
    expect(text).not.toContain(Buffer.from(secret).toString("base64").slice(0, 20));
  });

  it("is found by each saved query", () => {
    const template = JSON.parse(readFileSync(inject("template"), "utf8"));
    const queries = queriesIn(template);
    expect(Object.keys(queries).sort()).toEqual([
      "DeploymentQuery",
      "EnvironmentQuery",
      "ErrorsQuery",
      "SlowQuery",
      "ThrottledQuery",
    ]);
    const all = [...lines, { "@type": "REPORT", "@message": "REPORT RequestId: 1\tDuration: 3.00 ms" }];
    for (const [name, query] of Object.entries(queries)) {
      const filled = query.replace("NAME-OF-THE-DEPLOYMENT", "switch").replace("NAME-OF-THE-ENVIRONMENT", "web-live");
      const found = all.filter(selects(filled));
      expect([name, found.length > 0, found.length < all.length]).toEqual([name, true, true]);
    }
  });
});
