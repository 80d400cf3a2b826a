/** AMIs that become available, and the environments that follow them. */
import { readFileSync } from "node:fs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { environment, ports, type Sarcelle, service, startSarcelle } from "../../proof/simulation/sarcelle.ts";
import { writeEnvironment } from "../../src/aws/environment-store.ts";
import { parseRegistration } from "../../src/deployment/environment.ts";

const minute = 60_000;
const tags = { service: "web", stage: "golden" };

let sarcelle: Sarcelle;
const operate = <Answer>(name: string, operation: string, input: object) =>
  sarcelle.simulation.operate(name, operation, input) as Promise<Answer>;

/** Has an AMI made; its own tags are set with it, or once it is available. */
const makeImage = async (name: string, its: Readonly<Record<string, string>>, afterwards = false): Promise<string> => {
  const Tags = Object.entries(its).map(([Key, Value]) => ({ Key, Value }));
  const { ImageId } = await operate<{ readonly ImageId: string }>("ec2", "RegisterImage", {
    Name: name,
    Architecture: "arm64",
    ...(afterwards ? {} : { TagSpecifications: [{ ResourceType: "image", Tags }] }),
  });
  if (afterwards) {
    await sarcelle.simulation.advance(minute);
    await operate("ec2", "CreateTags", { Resources: [ImageId], Tags });
  }
  return ImageId;
};

/** Every execution of deployments: its name, and how it stands. */
const executions = async () => {
  const { region, account } = sarcelle.world;
  const lists = await Promise.all(
    ["blue-green", "rolling-update"].map((machine) =>
      operate<{ readonly executions: readonly { readonly name: string; readonly status: string }[] }>(
        "states",
        "ListExecutions",
        {
          stateMachineArn: `arn:aws:states:${region}:${account}:stateMachine:${service}-${machine}`,
          maxResults: 100,
        },
      ),
    ),
  );
  return lists.flatMap((list) => list.executions.map(({ name, status }) => `${name} ${status}`)).toSorted();
};

const until = async (line: string) =>
  sarcelle.simulation.until(async () => (await executions()).includes(line), 60 * minute);

beforeAll(async () => {
  const more = { follows: { tags, after: "web-beta" } };
  sarcelle = await startSarcelle({ seed: 1, template: inject("template"), more });
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  await sarcelle.world.buildStack("beta", { instances: 1, version: "0", commit: "0000000", ports });
  await sarcelle.simulation.asOperator((connection) =>
    writeEnvironment(
      { client: new DynamoDBClient(connection), name: service },
      parseRegistration(
        {
          ...{ name: "web-beta", stage: "beta", group: "beta", sides: 1, follows: { tags } },
          rolling: { warmup: 10, checkpoints: { percentages: [50], seconds: 300 } },
          ...{ account: sarcelle.world.account, region: sarcelle.world.region },
        },
        "web-beta",
      ),
    ),
  );
  await sarcelle.rest();
});
afterAll(() => sarcelle.simulation.stop());

it("nothing is followed, unless whoever deploys the stack asks for it", async () => {
  const { Resources } = JSON.parse(readFileSync(inject("template"), "utf8")) as {
    readonly Resources: Readonly<
      Record<string, { readonly Type: string; readonly Properties: { readonly State?: string } }>
    >;
  };
  const rules = Object.entries(Resources).filter(
    ([id, { Type }]) => Type === "AWS::Events::Rule" && /followImages/i.test(id),
  );
  expect(rules.map(([, { Properties }]) => Properties.State)).toEqual(["DISABLED", "DISABLED", "DISABLED"]);
  await makeImage("web-0", { ...tags, version: "0", commit: "0000000" });
  await sarcelle.simulation.advance(5 * minute);
  expect(await executions()).toEqual(["upgrade SUCCEEDED"]);
});

it("an AMI with the tags goes to one environment after the other, once, however many events tell of it", async () => {
  for (const rule of [1, 2, 3]) await operate("events", "EnableRule", { Name: `${service}-followImages-rule-${rule}` });
  await makeImage("other", { service: "api", stage: "golden", version: "5", commit: "5555555" });
  const image = await makeImage("web-5", { ...tags, version: "5", commit: "5555555" });
  const first = `web-beta-${image} SUCCEEDED`;
  await sarcelle.simulation.until(async () => (await executions()).length > 1, 10 * minute);
  expect(await executions()).toEqual(["upgrade SUCCEEDED", `web-beta-${image} RUNNING`]);
  await until(first);
  const second = `${environment}-${image} SUCCEEDED`;
  await until(second);
  // Told again, of the same.
  await operate("ec2", "CreateTags", { Resources: [image], Tags: [{ Key: "seen", Value: "yes" }] });
  await sarcelle.simulation.advance(5 * minute);
  expect(await executions()).toEqual(["upgrade SUCCEEDED", first, second].toSorted());
  expect((await sarcelle.journals()).map(({ deployment }) => deployment)).toContainEqual(
    expect.objectContaining({
      id: `${environment}-${image}`,
      action: "deploy",
      requestedBy: expect.stringMatching(`^AMI ${image} of `),
      release: { version: "5", commit: "5555555", imageId: image },
    }),
  );
});

it("one that gets its tags late is met then; and one that comes while a deployment runs, once that ended", async () => {
  const sixth = await makeImage("web-6", { ...tags, version: "6", commit: "6666666" }, true);
  await sarcelle.simulation.until(async () => (await executions()).includes(`web-beta-${sixth} RUNNING`), 10 * minute);
  const seventh = await makeImage("web-7", { ...tags, version: "7", commit: "7777777" });
  await until(`web-beta-${seventh} SUCCEEDED`);
  await until(`${environment}-${seventh} SUCCEEDED`);
  await sarcelle.rest();
  const lines = await executions();
  expect(lines).toContain(`web-beta-${sixth} SUCCEEDED`);
  expect(lines.filter((line) => !line.endsWith("SUCCEEDED"))).toEqual([]);
});

it("one that lacks its commit is refused, and not passed over in silence", async () => {
  const image = await makeImage("web-8", { ...tags, version: "8" });
  await until(`web-beta-${image} FAILED`);
  const { region, account } = sarcelle.world;
  const execution = await sarcelle.execution(
    `arn:aws:states:${region}:${account}:execution:${service}-rolling-update:web-beta-${image}`,
  );
  expect(execution).toMatchObject({ error: "InvalidInput", cause: expect.stringContaining("release.commit") });
});
