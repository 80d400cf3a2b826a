/** Deployments that wait for people: approved, rejected, forgotten, and signed by whoever must not. */
import { isDeepStrictEqual } from "node:util";
import { expect, inject, it, onTestFinished, vi } from "vitest";
import { run } from "../../command/run.ts";
import { environment, sampleRelease, startSarcelle } from "../../proof/simulation/sarcelle.ts";
import { registering } from "./registering.ts";

const account = "123456789012";
const minute = 60_000;
const hour = 60 * minute;
const trust = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: account }, Action: "sts:AssumeRole" }],
};
const everything = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
const arnOf = (name: string) => `arn:aws:sts::${account}:assumed-role/people/${name}`;
const release = { action: "release", release: sampleRelease("2") };

/** An upgraded environment that asks for an approval, and people who type commands, told apart by their sessions. */
const begin = async (approval: object, more: object = {}) => {
  const sarcelle = await startSarcelle({
    seed: 1,
    template: inject("template"),
    more: { approval: { deadline: 3_600, ...approval }, ...more },
  });
  const { simulation } = sarcelle;
  onTestFinished(simulation.stop);
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  const iam = (operation: string, input: object) => simulation.operate("iam", operation, input);
  await iam("CreateRole", { RoleName: "people", AssumeRolePolicyDocument: JSON.stringify(trust) });
  await iam("PutRolePolicy", {
    RoleName: "people",
    PolicyName: "all",
    PolicyDocument: JSON.stringify(everything),
  });
  const written = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  onTestFinished(() => written.mockRestore());
  /** What the command says to a person, or refuses with. */
  const typed = async (name: string, ...argv: readonly string[]): Promise<string> => {
    const { Credentials } = (await simulation.operate("sts", "AssumeRole", {
      RoleArn: `arn:aws:iam::${account}:role/people`,
      RoleSessionName: name,
    })) as { readonly Credentials: { readonly AccessKeyId: string } };
    written.mockClear();
    return simulation.asCaller(Credentials.AccessKeyId, () =>
      run(argv).then(
        () => written.mock.calls.map(([text]) => String(text)).join(""),
        (error: Error) => `${error.name}: ${error.message}`,
      ),
    );
  };
  const signs = (name: string, verb: "approve" | "reject", reason = "seen") =>
    typed(name, verb, environment, "--reason", reason);
  const waits = () =>
    simulation.until(
      async () =>
        (await simulation.items("sarcelle-live")).some(({ pk }) =>
          isDeepStrictEqual(pk, { S: `APPROVAL#${environment}` }),
        ),
      20 * minute,
    );
  const active = async () => JSON.parse(await typed("anybody", "status", environment, "--json")).active;
  return { ...sarcelle, typed, signs, waits, active };
};

it("a release waits until another than who asked approves it; then its traffic moves, and the history says who", async () => {
  const { start, ended, simulation, typed, signs, waits, active, journals, lock } = await begin(
    { notByRequester: true },
    { keepIdle: { hourlyPrices: { "t4g.small": 0.0184 } } },
  );
  expect(await signs("ann", "approve")).toBe(
    `NotToApprove: No deployment of '${environment}' runs, so none waits for approval. Nothing was signed; 'sarcelle status ${environment}' shows how it stands.`,
  );
  const caller = arnOf("zoe");
  const arn = await start({ ...release, requestedBy: "zoe", caller }, "release");
  expect(await signs("ann", "approve")).toContain(
    "NotToApprove: 'release' (release) does not wait for approval, or not yet.",
  );
  await waits();
  // Far longer than anything else may take: it is left alone, and moves nothing.
  await simulation.advance(40 * minute);
  expect(await active()).toBe("blue");
  expect(await lock()).toMatchObject({ deployment: { id: "release", caller }, owner: "release" });
  const status = await typed("anybody", "status", environment);
  expect(status).toMatch(
    /Waits: waits for the approval of a person, other than zoe \(arn:.*\/zoe\), or is undone then\. Waiting costs 2 × t4g\.small: 48 instance hours a day, 0\.88 a day at the registered prices\. Until 20..-..-..T..:..:..Z\./,
  );
  expect(await signs("zoe", "approve")).toBe(
    `NotToApprove: 'release' was asked for by ${caller}, and is to be approved by somebody else; this is ${caller}. Nothing was signed.`,
  );
  expect(await typed("ann", "approve", environment, "another", "--reason", "seen")).toContain(
    `NotToApprove: 'another' does not wait for approval: 'release' holds the lock of '${environment}'.`,
  );
  expect(await signs("ann", "approve", "looks fine")).toBe(
    `'release' of '${environment}' is approved by ${arnOf("ann")}. It goes on at its next look, within 41 s. Follow it: sarcelle watch ${environment} release\n`,
  );
  expect(await ended(arn)).toMatchObject({ status: "SUCCEEDED" });
  expect(await active()).toBe("green");
  expect((await journals()).at(-1)?.deployment).toMatchObject({
    caller,
    approval: { outcome: "approved", approvedBy: [{ by: arnOf("ann"), reason: "looks fine" }] },
  });
  expect(await typed("anybody", "history", environment, "release")).toContain(
    `approved by ${arnOf("ann")}: looks fine`,
  );
  expect(await signs("ann", "reject")).toContain("No deployment of");
  expect(simulation.traffic().failed).toBe(0);
});

it("a rejection ends it at the next look, and everything is undone", async () => {
  const { start, ended, simulation, signs, waits, active, journals, rest } = await begin({});
  const arn = await start({ ...release, caller: arnOf("zoe") }, "release");
  await waits();
  expect(await signs("zoe", "reject", "the search is empty")).toContain("It is undone at its next look");
  expect(await signs("ann", "approve")).toMatch(/^NotToApprove: 'release' is (rejected already|being rolled back)/);
  expect(await ended(arn)).toMatchObject({
    error: "RolledBack",
    cause: expect.stringContaining(
      `NotApproved: Rejected by ${arnOf("zoe")} (the search is empty). No traffic was moved.`,
    ),
  });
  await rest();
  expect(await active()).toBe("blue");
  expect((await journals()).at(-1)).toMatchObject({
    outcome: "RolledBack",
    deployment: { approval: { outcome: "rejected", rejection: { by: arnOf("zoe") } } },
  });
  expect(simulation.traffic().failed).toBe(0);
});

it("nobody in time: it is undone, and who comes later is told so", async () => {
  const { start, ended, simulation, signs, waits } = await begin({ deadline: 900 });
  const arn = await start(release, "release");
  await waits();
  const asked = simulation.now();
  const { error, cause } = await ended(arn);
  expect(simulation.now() - asked).toBeGreaterThan(15 * minute - 30_000);
  expect([error, cause]).toEqual([
    "RolledBack",
    expect.stringMatching(
      /^NotApproved: Nobody approved 'release' by 20.*Z: a person had to\. No traffic was moved\. All /,
    ),
  ]);
  expect(await signs("ann", "approve")).toContain("NotToApprove: No deployment of");
});

it("two are asked for: one twice does not do, whatever role or letters; the second of them opens the gate", async () => {
  const { start, ended, signs, waits, active, deploy } = await begin({ approvers: 2 });
  await deploy({ action: "deploy", release: sampleRelease("2") }, "deploy");
  const arn = await start({ action: "switch" }, "switch");
  await waits();
  expect(await signs("ann", "approve")).toContain("It waits for 1 more of 2 people, until 20");
  expect(await signs("Ann", "approve")).toMatch(/NotToApprove: arn:.*\/ann has approved 'switch' already/);
  expect(await signs("ben", "approve")).toContain("It goes on at its next look");
  expect(await ended(arn)).toMatchObject({ status: "SUCCEEDED" });
  expect(await active()).toBe("green");
});

it("what the environment does not ask for is not waited for, nor what moves no traffic; a rollback never waits", async () => {
  const { start, ended, history, signs, waits, deploy, simulation } = await begin({});
  await deploy({ action: "deploy", release: sampleRelease("2") }, "deploy");
  const arn = await start({ action: "switch", to: "blue" }, "there-already");
  expect(await ended(arn)).toMatchObject({ status: "SUCCEEDED" });
  expect((await history(arn)).some(({ stateEnteredEventDetails: entered }) => entered?.name === "AwaitApproval")).toBe(
    false,
  );
  const switching = await start({ action: "switch" }, "switch");
  await waits();
  await signs("ann", "approve");
  expect(await ended(switching)).toMatchObject({ status: "SUCCEEDED" });
  const before = simulation.now();
  await ended(await start({}, "undo", "rollback"));
  expect(simulation.now() - before).toBeLessThan(10 * minute);
});

it("the terms are those of when it was asked for, though the registration asks for nothing any more", async () => {
  const world = await begin({});
  const { start, lock, simulation, waits, active, signs, ended } = world;
  const arn = await start(release, "release");
  await waits();
  await registering(world, () => ({ approval: undefined }));
  await simulation.advance(30 * minute);
  expect([await active(), (await lock())?.deployment.id]).toEqual(["blue", "release"]);
  await signs("ann", "approve");
  expect(await ended(arn)).toMatchObject({ status: "SUCCEEDED" });
});

it("an execution that is stopped while it waits is undone, and cannot be approved any more", async () => {
  const { start, lock, simulation, waits, signs, journals } = await begin({ deadline: 86_400 });
  const executionArn = await start(release, "release");
  await waits();
  await simulation.operate("states", "StopExecution", { executionArn });
  await simulation.until(async () => (await lock())?.owner !== "release", hour);
  expect(await signs("ann", "approve")).toMatch(/NotToApprove: ('release' is being rolled back|No deployment of)/);
  await simulation.until(async () => (await lock()) === undefined, hour);
  expect((await journals()).at(-1)?.outcome).toBe("RolledBack");
});
