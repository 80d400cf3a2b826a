import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createFunctionLauncher } from "@sarcelle/playground/functions";
import { seeded } from "@sarcelle/playground/random";
import { recordTemplate } from "@sarcelle/playground/template";
import { wallClock } from "@sarcelle/playground/wall-clock";
import { beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { bundleTable, packageService } from "../../scripts/packaging.ts";

const fixture = join(import.meta.dirname, "../fixtures/packaging");
const artifacts = join(fixture, ".serverless");

/** Packages the fixture from nothing, with neither a network nor a home that could hold an account. */
const packageOffline = async () => {
  rmSync(artifacts, { recursive: true, force: true });
  vi.stubEnv("NODE_OPTIONS", `--import=${pathToFileURL(join(import.meta.dirname, "no-network.mjs"))}`);
  vi.stubEnv("HOME", join(fixture, "no-home"));
  vi.stubEnv("AWS_PROFILE", undefined);
  vi.stubEnv("AWS_ACCESS_KEY_ID", undefined);
  try {
    return await packageService(fixture);
  } finally {
    vi.unstubAllEnvs();
  }
};

describe("a packaged service", () => {
  let packaged: Awaited<ReturnType<typeof packageService>>;
  let both: readonly (typeof packaged)[];
  beforeAll(async () => {
    const [first, second] = await Promise.all([packageOffline(), packageOffline()]);
    both = [first, second];
    packaged = first.changed ? first : second;
  }, 180_000);

  const deploy = async () => {
    const template: unknown = JSON.parse(readFileSync(packaged.template, "utf8"));
    const destination = { account: "123456789012", region: "eu-west-1", stackName: "fixture-live" };
    const calls = await recordTemplate(template, { ...destination, artifacts, random: seeded(1) });
    return (name: string) => calls.filter(([called]) => called === name).map(([, input]) => input);
  };

  it("has one bundle per function, each within its budget", () => {
    expect(packaged.changed).toBe(true);
    expect(packaged.bundles.map(({ name, bytes, budget }) => [name, bytes <= budget, budget])).toEqual([
      ["drain", true, 460_800],
      ["greet", true, 460_800],
      ["onEnded", true, 460_800],
    ]);
  });

  it("is packaged once if two ask for it at once", () => {
    expect(both.map(({ changed }) => changed).toSorted()).toEqual([false, true]);
    expect(both[0]?.bundles).toEqual(both[1]?.bundles);
  });

  it("is not packaged again while nothing changed", async () => {
    expect(await packageService(fixture)).toEqual({ ...packaged, changed: false });
  });

  it("gives every function a role of its own that allows what it needs and no more", async () => {
    const made = await deploy();
    const statements = Object.fromEntries(
      made("putRole").map((role) => {
        const { name, policies } = role as { name: string; policies: Record<string, { Statement: object[] }> };
        return [name, Object.values(policies).flatMap(({ Statement }) => Statement)];
      }),
    );
    const logs = (name: string) => ({
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: [`arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/fixture-live-${name}:*:*`],
    });
    expect(statements["fixture-live-greet-eu-west-1-lambdaRole"]).toEqual([
      logs("greet"),
      {
        Effect: "Allow",
        Action: ["dynamodb:PutItem"],
        Resource: "arn:aws:dynamodb:eu-west-1:123456789012:table/fixture-live",
      },
    ]);
    expect(statements["fixture-live-drain-eu-west-1-lambdaRole"]).toEqual([
      logs("drain"),
      {
        Effect: "Allow",
        Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
        Resource: [expect.stringMatching(/^arn:aws:sqs:eu-west-1:123456789012:fixture-live-Queue-[0-9A-F]{12}$/)],
      },
    ]);
    expect(statements["fixture-live-onEnded-eu-west-1-lambdaRole"]).toEqual([logs("onEnded")]);
  });

  it("has its state machine with the states of the included file, and the functions by their ARNs", async () => {
    const made = await deploy();
    const [machine] = made("createStateMachine") as { name: string; definition: string }[];
    expect({ name: machine?.name, definition: JSON.parse(machine?.definition ?? "") }).toEqual({
      name: "fixture-live-greeting",
      definition: {
        QueryLanguage: "JSONata",
        StartAt: "Greet",
        States: {
          Greet: {
            Type: "Task",
            Resource: "arn:aws:lambda:eu-west-1:123456789012:function:fixture-live-greet",
            Arguments: "{% { 'name': $states.input.name } %}",
            Output: "{% $states.result %}",
            TimeoutSeconds: 10,
            Next: "SayGoodbye",
          },
          SayGoodbye: { Type: "Succeed" },
        },
      },
    });
  });

  it("has its table, its rule and its queue's poller", async () => {
    const made = await deploy();
    expect(made("createTable")).toMatchObject([
      { TableName: "fixture-live", BillingMode: "PAY_PER_REQUEST", DeletionProtectionEnabled: false },
    ]);
    expect(made("putTargets")).toMatchObject([
      { Targets: [{ Arn: "arn:aws:lambda:eu-west-1:123456789012:function:fixture-live-onEnded" }] },
    ]);
    expect(made("mapEventSource")).toMatchObject([
      { FunctionName: "fixture-live-drain", BatchSize: 10, FunctionResponseTypes: ["ReportBatchItemFailures"] },
    ]);
  });

  it("runs as it was packaged", async () => {
    const clock = wallClock();
    const launcher = createFunctionLauncher(clock);
    onTestFinished(async () => {
      await launcher.stop();
      clock.stop();
    });
    const start = (name: string, handler: string) =>
      launcher.launch({
        code: join(artifacts, `${name}.zip`),
        handler,
        variables: { AWS_REGION: "eu-west-1" },
        log: () => {},
        ended: () => {},
      });
    const records = [
      { messageId: "1", body: "good" },
      { messageId: "2", body: "bad" },
    ];
    const outcome = await start("drain", "functions/drain.handler").invoke({
      requestId: "r",
      payload: JSON.stringify({ Records: records }),
      functionArn: "arn",
      deadline: clock.now() + 1_000,
    });
    expect(outcome).toEqual({ ok: true, payload: { batchItemFailures: [{ itemIdentifier: "2" }] } });
    // The bundled SDK loads in an ES module, where `require` does not exist.
    expect(await start("greet", "functions/greet.handler").initialised).toMatchObject({ ok: true });
  });
});

describe("bundleTable", () => {
  it("shows each bundle beside its budget, and which is too large", () => {
    const bundles = [
      { name: "bake", bytes: 256_000, budget: 460_800 },
      { name: "launchRelease", bytes: 922_700, budget: 921_600 },
    ];
    expect(bundleTable(bundles)).toBe(
      [
        "function         bundle    budget",
        "bake             250 KB    450 KB",
        "launchRelease    901 KB    900 KB  TOO LARGE",
      ].join("\n"),
    );
  });
});
