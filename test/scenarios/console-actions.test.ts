/** What people do from the console: its server's own functions, asked as the page asks them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, it, onTestFinished } from "vitest";
import { steeringOf } from "../../console/server/actions.ts";
import { openPage } from "../../console/server/open-page.ts";
import { consoleOf, routesOf } from "../../console/server/start.ts";
import { environment, sampleRelease, service, startSarcelle } from "../../proof/simulation/sarcelle.ts";

const account = "123456789012";
const minute = 60_000;
const trust = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: account }, Action: "sts:AssumeRole" }],
};
const allowed = (...actions: readonly string[]) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }],
});
const arnOf = (role: string, name: string) => `arn:aws:sts::${account}:assumed-role/${role}/${name}`;

/** An upgraded environment, and people at consoles of their own, told apart by their sessions. */
const begin = async (more: object = {}) => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template"), bakeSeconds: 1_200, more });
  const { simulation } = sarcelle;
  onTestFinished(simulation.stop);
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  const iam = (operation: string, input: object) => simulation.operate("iam", operation, input);
  const policies = {
    people: allowed("*"),
    approvers: JSON.parse(readFileSync(join(import.meta.dirname, "../../docs/policies/approve.json"), "utf8")),
    readers: allowed("sts:*", "dynamodb:*", "*:Describe*", "*:Get*", "*:List*"),
  };
  for (const [RoleName, policy] of Object.entries(policies)) {
    await iam("CreateRole", { RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) });
    await iam("PutRolePolicy", { RoleName, PolicyName: "own", PolicyDocument: JSON.stringify(policy) });
  }
  /** Somebody's console. */
  const consoleFor = async (name: string, role: keyof typeof policies = "people") => {
    const { Credentials } = (await simulation.operate("sts", "AssumeRole", {
      RoleArn: `arn:aws:iam::${account}:role/${role}`,
      RoleSessionName: name,
    })) as { readonly Credentials: { readonly AccessKeyId: string } };
    const heard: string[] = [];
    const steering = steeringOf(service, (about) => heard.push(about));
    const as = <Answer>(work: () => Promise<Answer>) => simulation.asCaller(Credentials.AccessKeyId, work);
    const plan = async (asked: object) => {
      const { status, body } = await as(() => steering.plan({ environment, ...asked }));
      return { status, ...(body as { readonly hash: string; readonly name: string; readonly says: string }) };
    };
    /** Plans it, and starts just that. */
    const does = async (asked: object, said: object = {}) => {
      const { hash, name } = await plan(asked);
      const started = await as(() => steering.start({ environment, ...asked, hash, name, reason: "seen", ...said }));
      return { ...started, name };
    };
    return { ...steering, as, plan, does, heard };
  };
  return { ...sarcelle, consoleFor };
};

const pasted = JSON.stringify(sampleRelease("2"));
const typedName = environment;

it("a release is planned, agreed to by name and reason, started once however often it is asked for, and rolled back", async () => {
  const { consoleFor, simulation, lock, journals, rest } = await begin();
  const ann = await consoleFor("ann");
  const asked = { action: "release", releaseText: pasted, scaledown: true };
  expect(await ann.plan({ ...asked, releaseText: "version: [" })).toMatchObject({
    status: 422,
    error: "UsageError",
    says: expect.stringContaining("Cannot read what was pasted: "),
  });
  expect(await ann.plan({ ...asked, releaseText: "version: 2" })).toMatchObject({
    status: 422,
    error: "InvalidInput",
    says: expect.stringContaining("release.version: Invalid input: expected string, received number; put it in quotes"),
  });
  const plan = await ann.plan(asked);
  expect(plan).toMatchObject({
    status: 200,
    typeName: true,
    release: { version: "2", commit: "2222222" },
    says: `Users of ${environment} will get release 2 on green.`,
  });
  expect(JSON.stringify(plan)).not.toContain(sampleRelease("2").userData.slice(0, 40));
  const agreed = { environment, ...asked, hash: plan.hash, name: plan.name };
  const start = (said: object) => ann.as(() => ann.start({ ...agreed, ...said }));
  expect(await start({ typedName })).toMatchObject({
    status: 422,
    body: { says: expect.stringContaining("No reason") },
  });
  expect(await start({ reason: "the fix", typedName: "web-beta" })).toMatchObject({
    status: 422,
    body: { says: `Users are on ${environment}: expected its name, typed, and found 'web-beta'. Nothing was started.` },
  });
  expect(await start({ reason: "the fix", typedName, hash: "another" })).toMatchObject({
    status: 409,
    body: { error: "PlanChanged", hash: expect.any(String), plan: expect.any(Array) },
  });
  const done = { status: 200, body: { deployment: plan.name } };
  expect(await start({ reason: "the fix", typedName })).toEqual(done);
  expect(await start({ reason: "the fix", typedName })).toEqual(done);
  expect(ann.heard).toEqual([environment]);
  expect((await lock())?.deployment).toMatchObject({
    id: plan.name,
    requestedBy: "ann",
    caller: arnOf("people", "ann"),
    reason: "the fix",
  });

  // Baking: the traffic is on green, and somebody else wants it back.
  await simulation.until(
    async () => (await lock())?.entries.some(({ step }) => step === "MoveTraffic") ?? false,
    30 * minute,
  );
  await simulation.advance(2 * minute);
  expect(await (await consoleFor("bob")).plan({ action: "switch" })).toMatchObject({
    status: 409,
    error: "EnvironmentBusy",
    says: expect.stringContaining(`'${plan.name}' (release, requested by ann`),
  });
  const bob = await consoleFor("bob");
  expect(await bob.plan({ action: "rollback" })).toMatchObject({
    says: `Undoes '${plan.name}'; users of ${environment} will get what was there before Sarcelle on blue.`,
    typeName: false,
  });
  const back = await bob.does({ action: "rollback", deployment: plan.name }, { reason: "the search is empty" });
  expect(back).toMatchObject({ status: 200 });
  await simulation.until(async () => (await lock()) === undefined, 30 * minute);
  await rest();
  expect((await journals()).at(-1)).toMatchObject({
    outcome: "RolledBack",
    deployment: { id: plan.name, reason: "the fix" },
    reason: expect.stringContaining(`Rollback requested by bob (${arnOf("people", "bob")}): the search is empty`),
  });
  // By its own address, and where nothing may be done.
  const shown = await bob.as(async () => {
    const server = await consoleOf({ stack: service, readOnly: true });
    expect(Object.keys(routesOf(server))).toEqual(["GET /clock"]);
    const page = openPage(server)(`/${environment}/d/${plan.name}`);
    for (let looks = 0; looks < 4 && (await page.look()); looks++);
    return page.shows(1);
  });
  expect(shown).toMatchObject({
    snapshot: {
      ...{ page: "deployment", environment: { name: environment, stage: "live" } },
      deployment: {
        value: {
          ...{ id: plan.name, phase: "RolledBack", outcome: "RolledBack", requestedBy: "ann", why: "the fix" },
          reason: expect.stringContaining("the search is empty"),
          release: { version: "2" },
        },
      },
    },
  });
  const all = await bob.as(async () => routesOf(await consoleOf({ stack: service, readOnly: false })));
  expect(Object.keys(all)).toEqual([
    "GET /clock",
    "POST /actions/plan",
    "POST /actions/start",
    "GET /offers/<environment>/releases",
  ]);
  // As it was launched then, from the history.
  expect(await ann.as(() => ann.releases(environment))).toMatchObject({
    body: { options: [{ from: "history", name: plan.name, release: { version: "2" } }] },
  });
  expect(await ann.plan({ action: "deploy", releaseOf: plan.name })).toMatchObject({
    release: null,
    says: `Release 2 goes to green, which has no traffic; users of ${environment} keep what was there before Sarcelle on blue.`,
  });
  expect(simulation.traffic().failed).toBe(0);
});

it("approved by one, rejected by another: the first goes on, the second is undone; and a denial of AWS's is said and offered no more", async () => {
  const { consoleFor, simulation, lock, journals, ended, start, deploy } = await begin({
    approval: { deadline: 3_600, notByRequester: true },
  });
  const waits = (id: string) =>
    simulation.until(
      async () =>
        (await simulation.items(service)).some(({ pk, sk }) =>
          JSON.stringify([pk, sk]).includes(`APPROVAL#${environment}"},{"S":"${id}`),
        ),
      20 * minute,
    );
  await deploy({ action: "deploy", release: sampleRelease("2") }, "deployed");
  const [ann, bob] = [await consoleFor("ann"), await consoleFor("bob")];
  const first = await ann.does({ action: "switch" }, { typedName });
  expect(first).toMatchObject({ status: 200 });
  const { deployment } = first.body as { readonly deployment: string };
  await waits(deployment);
  expect(await ann.does({ action: "approve", deployment }, { typedName })).toMatchObject({
    status: 422,
    body: { error: "NotToApprove", says: expect.stringContaining("is to be approved by somebody else") },
  });
  const reader = await consoleFor("joe", "readers");
  expect(await bob.plan({ action: "approve", deployment })).toMatchObject({
    release: { version: "2" },
    says: `Once enough people have approved '${deployment}', users of ${environment} will get release 2 on green.`,
  });
  // Who may approve and nothing else is not told which side has what, and approves all the same.
  const eve = await consoleFor("eve", "approvers");
  expect(await eve.plan({ action: "approve" })).toMatchObject({
    release: null,
    says: `Once enough people have approved '${deployment}', traffic of ${environment} moves.`,
  });
  expect(await eve.does({ action: "approve" }, { typedName })).toMatchObject({ status: 200, body: { deployment } });
  await simulation.until(async () => (await lock()) === undefined, 60 * minute);
  expect((await journals()).at(-1)).toMatchObject({ outcome: "Succeeded" });

  const arn = await start({ action: "switch", caller: arnOf("people", "zoe") }, "back");
  await waits("back");
  const rejected = await bob.does({ action: "reject" }, { reason: "not today" });
  expect(rejected).toMatchObject({ status: 200, body: { deployment: "back" } });
  expect(await ended(arn)).toMatchObject({ error: "RolledBack", cause: expect.stringContaining("not today") });

  const denied = await reader.does({ action: "scaledown" }, { typedName });
  expect(denied).toMatchObject({
    status: 403,
    body: { says: expect.stringContaining("These credentials may not do that") },
  });
  const offers = [
    { action: "scaledown", whyNot: null },
    { action: "rollback", whyNot: null },
  ] as const;
  expect(reader.offered(environment, offers)).toMatchObject([
    { whyNot: expect.stringContaining("states:StartExecution") },
    { whyNot: null },
  ]);
  expect(bob.offered(environment, offers)).toEqual(offers);
});

it("what is not what it was when it was planned is not started: somebody deployed meanwhile, or holds the lock", async () => {
  const { consoleFor, deploy, start, lock, simulation } = await begin();
  const ann = await consoleFor("ann");
  await deploy({ action: "deploy", release: sampleRelease("2") }, "deployed");
  const asked = { action: "switch" };
  const plan = await ann.plan(asked);
  await deploy({ action: "deploy", release: sampleRelease("3") }, "meanwhile");
  const said = { reason: "seen", typedName };
  const agreed = { environment, ...asked, hash: plan.hash, name: plan.name };
  expect(await ann.as(() => ann.start({ ...agreed, ...said }))).toMatchObject({
    status: 409,
    body: { error: "PlanChanged", release: { version: "3" } },
  });
  await start({ action: "deploy", release: sampleRelease("2") }, "other");
  await simulation.until(async () => (await lock()) !== undefined, minute);
  const busy = await ann.plan(asked);
  expect(busy).toMatchObject({ status: 409, error: "EnvironmentBusy", says: expect.stringContaining("'other'") });
});
