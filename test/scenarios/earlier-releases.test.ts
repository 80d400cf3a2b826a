/** An earlier release, deployed again; and one that goes from an environment to the next. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, inject, it, onTestFinished } from "vitest";
import {
  environment,
  ports,
  type Sarcelle,
  sampleRelease,
  service,
  startSarcelle,
} from "../../proof/simulation/sarcelle.ts";
import { writeEnvironment } from "../../src/aws/environment-store.ts";
import { parseRegistration } from "../../src/deployment/environment.ts";
import { typed } from "./typing.ts";

let sarcelle: Sarcelle;
let undoable: string;

/** Registers an environment with one side: on a stack that stands, or on none. */
const register = (name: string, stage: string, group: string) =>
  sarcelle.simulation.asOperator((connection) =>
    writeEnvironment(
      { client: new DynamoDBClient(connection), name: service },
      parseRegistration(
        {
          ...{
            name,
            stage,
            group,
            sides: 1,
            rolling: { warmup: 10, checkpoints: { percentages: [50], seconds: 300 } },
          },
          ...{ account: sarcelle.world.account, region: sarcelle.world.region },
        },
        name,
      ),
    ),
  );

const refusal = (...line: readonly string[]) =>
  typed(sarcelle.simulation, ...line).then(
    ({ said }) => said,
    ({ name, message }: Error) => `${name}: ${message}`,
  );

/** The userdata that a side launches. */
const launches = async (group: string) => {
  const { AutoScalingGroups } = (await sarcelle.simulation.operate("autoscaling", "DescribeAutoScalingGroups", {
    AutoScalingGroupNames: [group],
  })) as {
    readonly AutoScalingGroups: readonly {
      readonly LaunchTemplate: { readonly LaunchTemplateId: string; readonly Version: string };
    }[];
  };
  const { LaunchTemplateId, Version } = AutoScalingGroups[0]?.LaunchTemplate ?? {};
  const { LaunchTemplateVersions } = (await sarcelle.simulation.operate("ec2", "DescribeLaunchTemplateVersions", {
    LaunchTemplateId,
    Versions: [Version],
  })) as {
    readonly LaunchTemplateVersions: readonly {
      readonly LaunchTemplateData: { readonly ImageId: string; readonly UserData: string };
    }[];
  };
  const { ImageId, UserData = "" } = LaunchTemplateVersions[0]?.LaunchTemplateData ?? {};
  return { image: ImageId, userData: Buffer.from(UserData, "base64").toString() };
};

/** Names no user data: it runs with that of its side. And its image not by its id. */
const { userData: _ownData, ...withoutData } = sampleRelease("1");
const byName = { version: "1", commit: "1111111", image: { name: "sample-1" } };
const { imageId: second, ...byParameter } = { ...sampleRelease("2"), image: { parameter: "/golden/web" } };

const putParameter = (Value: string) =>
  sarcelle.simulation.operate("ssm", "PutParameter", { Name: "/golden/web", Type: "String", Overwrite: true, Value });

beforeAll(async () => {
  sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  await sarcelle.deploy({ action: "deploy", release: byName }, "deploy-1");
  await sarcelle.deploy({ action: "switch" }, "switch-1");
  await putParameter(second);
  await sarcelle.simulation.advance(5_000);
  const deploying = await sarcelle.start({ action: "deploy", release: byParameter }, "deploy-2");
  await sarcelle.simulation.until(async () => (await sarcelle.lock()) !== undefined, 60_000);
  // What is deployed is what the parameter said before the first change.
  await putParameter("ami-00000000000000003");
  await sarcelle.ended(deploying);
  await sarcelle.rest();
  const resize = (MaxSize: number) =>
    sarcelle.simulation.operate("autoscaling", "UpdateAutoScalingGroup", { AutoScalingGroupName: "web", MaxSize });
  await resize(7);
  await sarcelle.simulation.advance(5_000);
  undoable = await refusal("plan", environment, "rollback");
  await resize(4);
  await sarcelle.simulation.advance(5_000);
  await sarcelle.deploy({ action: "switch" }, "switch-2");
});
afterAll(() => sarcelle.simulation.stop());

it("what cannot be undone any more names the command that deploys the earlier release", () => {
  expect(undoable).toContain("Deploy the earlier release instead: 'sarcelle deploy web-live --release-of deploy-1'.");
});

it("an earlier release is deployed as it was launched, with the user data that it did not name", async () => {
  const before = await launches("web-green");
  const line = [environment, "deploy", "--release-of", "deploy-1"];
  expect((await typed(sarcelle.simulation, "plan", ...line)).said).toMatch(
    /^Release 1 \(1111111, ami-0+1\), of deployment 'deploy-1' of web-live\./,
  );
  const { code } = await typed(
    sarcelle.simulation,
    "deploy",
    environment,
    "--release-of",
    "deploy-1",
    "--name",
    "again",
    "--yes",
  );
  expect(code).toBe(0);
  await sarcelle.ended(
    `arn:aws:states:${sarcelle.world.region}:${sarcelle.world.account}:execution:${service}-blue-green:again`,
  );
  await sarcelle.rest();
  const journal = (await sarcelle.journals()).find(({ deployment: { id } }) => id === "again");
  expect(journal).toMatchObject({
    outcome: "Succeeded",
    deployment: {
      release: { ...withoutData, userData: before.userData, imageFrom: { name: "sample-1", owner: "self" } },
    },
  });
  expect(await launches("web-green")).toEqual(before);
  expect((await launches("web")).userData).not.toBe(before.userData);
});

it("an image by its name or by a parameter is looked up once, and kept with where it came from", async () => {
  const kept = (name: string) => async () =>
    (await sarcelle.journals()).find(({ deployment: { id } }) => id === name)?.deployment.release;
  expect(await kept("deploy-1")()).toEqual({ ...withoutData, imageFrom: { name: "sample-1", owner: "self" } });
  const { image: _image, ...named } = byParameter;
  expect(await kept("deploy-2")()).toEqual({ ...named, imageId: second, imageFrom: { parameter: "/golden/web:1" } });
});

it.each([
  [
    { parameter: "/golden/none" },
    /^The release's image was not found: there is no SSM parameter '\/golden\/none' here/,
  ],
  [{ name: "sample-0" }, /^The release's image was not found: this account has no AMI named 'sample-0' in this region/],
])("an image %j is refused before the first change, by a plan too", async (image, says) => {
  const release = { ...byName, image };
  const refused = await sarcelle.ended(
    await sarcelle.start({ action: "deploy", release }, `refused-${Object.keys(image)}`),
  );
  expect(refused).toMatchObject({ status: "FAILED", error: "InvalidInput", cause: expect.stringMatching(says) });
  const folder = mkdtempSync(join(tmpdir(), "earlier-releases-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "release.json"), JSON.stringify(release));
  const planned = await refusal("plan", environment, "deploy", "--release", join(folder, "release.json"));
  expect(planned.replace("InvalidInput: ", "")).toMatch(says);
});

it("what is no earlier release is refused, with what there is", async () => {
  expect(await refusal("deploy", environment, "--release-of", "switch-1", "--yes")).toBe(
    "UsageError: Deployment 'switch-1' of 'web-live' (switch) had no release. Those that had one: again, deploy-2, deploy-1. Nothing was started.",
  );
  expect(await refusal("deploy", environment, "--release-of", "nobody's", "--yes")).toBe(
    `UsageError: 'nobody's' is no past deployment of 'web-live' or of another environment of the service 'web' that the history still has, and no registered environment. Those that had one: again, deploy-2, deploy-1. Nothing was started.`,
  );
});

it("what serves in one environment is promoted to the next, once; and what differs is said before", async () => {
  await sarcelle.world.buildStack("beta", { instances: 1, version: "0", commit: "0000000", ports });
  await register("web-beta", "beta", "beta");
  await sarcelle.rest();
  expect(await refusal("promote", environment, "--from", "web-beta", "--yes")).toBe(
    "UsageError: No release can be taken over: what serves in 'web-beta' was not deployed by Sarcelle. Give its file: --release FILE. Nothing was started.",
  );
  const { said: out, code } = await typed(
    sarcelle.simulation,
    "promote",
    "web-beta",
    "--from",
    environment,
    "--name",
    "promoted",
  );
  expect(code).toBe(0);
  expect(out).toContain("Release 2 (2222222, ami-00000000000000002), which serves in web-live since 'deploy-2'.");
  expect(out).toMatch(/^version +- +2$/m);
  const promoted = `arn:aws:states:${sarcelle.world.region}:${sarcelle.world.account}:execution:${service}-rolling-update:promoted`;
  expect(await sarcelle.ended(promoted)).toMatchObject({ status: "SUCCEEDED" });
  await sarcelle.rest();
  expect((await launches("beta")).image).toBe("ami-00000000000000002");
  const again = await typed(sarcelle.simulation, "promote", "web-beta", "--from", environment);
  expect(again.said).toContain("It serves in web-beta already: nothing was started.");
});

it("a release of another service, of traffic that is split, or of where a deployment runs, is not promoted", async () => {
  await register("api-alpha", "alpha", "beta");
  expect(await refusal("promote", "web-beta", "--from", "api-alpha")).toBe(
    "UsageError: 'web-beta' is of the service 'web', and 'api-alpha' of 'api': a release goes from one environment of a service to another. Others of 'web': web-live. If both are of one service, say so in their registrations ('service: web'). Nothing was started.",
  );
  const running = await sarcelle.start(
    { action: "switch", strategy: { type: "canary", percent: 50, wait: 600 } },
    "in-parts",
  );
  await sarcelle.simulation.until(
    async () => (await sarcelle.lock())?.entries.some(({ step }) => step === "MoveTraffic") === true,
    600_000,
  );
  await sarcelle.simulation.advance(30_000);
  expect(await refusal("promote", "web-beta", "--from", environment)).toMatch(
    /^EnvironmentBusy: Environment 'web-live' is busy: deployment 'in-parts'/,
  );
  expect(await sarcelle.ended(running)).toMatchObject({ status: "SUCCEEDED" });
  await sarcelle.rest();

  const { elasticloadbalancing } = (await sarcelle.simulation.state()) as unknown as {
    readonly elasticloadbalancing: {
      readonly listeners: Readonly<Record<string, { readonly Port: number }>>;
      readonly targetGroups: Readonly<Record<string, { readonly TargetGroupName: string }>>;
    };
  };
  const [ListenerArn] =
    Object.entries(elasticloadbalancing.listeners).find(
      ([arn, { Port }]) => arn.includes("/web/") && Port === ports.http,
    ) ?? [];
  const TargetGroups = Object.entries(elasticloadbalancing.targetGroups)
    .filter(([, { TargetGroupName }]) => ["web-http", "web-http-green"].includes(TargetGroupName))
    .map(([TargetGroupArn]) => ({ TargetGroupArn, Weight: 1 }));
  await sarcelle.simulation.operate("elasticloadbalancing", "ModifyListener", {
    ListenerArn,
    DefaultActions: [{ Type: "forward", ForwardConfig: { TargetGroups } }],
  });
  await sarcelle.simulation.advance(5_000);
  expect(await refusal("promote", "web-beta", "--from", environment)).toMatch(
    /^NotAsRegistered: .*blue 50 %, green 50 %/,
  );
});
