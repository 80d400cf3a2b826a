import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { forwardedTo } from "./by-hand.ts";
import { deployOfRun4711, pipelinesDeploy } from "./pipelines.ts";
import { acceptance, sarcelle } from "./sarcelle.ts";
import { environmentOf, releaseOf, startWorld } from "./world.ts";

const world = await startWorld();
afterAll(world.stop);
const web = await world.stack("web");

const folder = mkdtempSync(join(tmpdir(), "sarcelle-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: unknown) => {
  const path = join(folder, name);
  writeFileSync(path, stringify(content));
  return path;
};

const run = (...argv: readonly string[]) => sarcelle(world, ...argv);

/** The signs with which the lines of a plan begin. */
const signsIn = (out: string) =>
  [...new Set(out.split("\n").flatMap((line) => /^([-+~]) /.exec(line)?.[1] ?? []))].toSorted();

/** Runs a command that is to change nothing in AWS. */
const looking = async (...argv: readonly string[]) => {
  await world.newCalls();
  const ended = await run(...argv);
  const changing = (await world.newCalls()).filter(({ mutating }) => mutating);
  expect(changing).toEqual([]);
  return ended;
};

describe("sarcelle env", () => {
  it("refuses a file that is not valid, with what is wrong in it, and exits 2", async () => {
    const { timeouts: _timeouts, ...registration } = environmentOf("web", 0);
    const wrong = file("wrong.yml", { ...registration, name: "shop-live", account: 123456789012, bakes: {} });
    expect(await looking("env", "apply", wrong)).toEqual({
      code: 2,
      out: "",
      err: expect.stringContaining(
        `InvalidInput: ${wrong} is not a valid environment: account: Invalid input: expected string, received number; put it in quotes; (the whole): unknown field bakes; expected only name, account, region, `,
      ),
    });
    expect(await looking("env", "apply", join(folder, "missing.yml"))).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^Cannot read .*missing.yml: ENOENT/),
    });
  });

  it("registers a file, lists the environments and shows one", async () => {
    // A port has one listener.
    const listeners = web.listeners.map((each) => ({
      ...each,
      placeholders: { blue: (each.placeholders?.blue ?? 0) + 1_000, green: (each.placeholders?.green ?? 0) + 1_000 },
    }));
    const shop = { ...web, name: "shop-live", listeners };
    expect(await run("env", "apply", file("shop.yml", shop))).toEqual({
      code: 0,
      out: "Environment 'shop-live' is registered. Next: sarcelle plan shop-live upgrade\n",
      err: "",
    });
    expect(await looking("env", "list")).toEqual({ code: 0, out: "shop-live\nweb-live\n", err: "" });
    const { code, out } = await looking("env", "show", "shop-live");
    expect({ code, environment: JSON.parse(out) }).toEqual({ code: 0, environment: { ...shop, service: "shop" } });
  });
});

it("sarcelle says what it was asked wrongly, and exits 2", async () => {
  const wrong: readonly (readonly [argv: readonly string[], says: string])[] = [
    [["promot", "web-live"], "Unknown command 'promot'. Did you mean promote? See 'sarcelle --help'."],
    [["status"], "Missing: the environment's name. See 'sarcelle status --help'."],
    [["switch", "web-live", "--force"], "Unknown option '--force'"],
    [["switch", "web-lvie"], "Did you mean 'web-live'?"],
    [["findings", "--environment", "web-lvie"], "Did you mean 'web-live'?"],
    [
      ["env", "apply", file("foreign.yml", { ...web, account: "999999999999" })],
      "WrongAccount: Environment 'web-live' belongs to account 999999999999 in eu-west-1",
    ],
    [["plan", "web-live", "promote"], "<action> promote: expected one of upgrade, deploy, switch, scaledown, release"],
    [["plan", "web-live", "switch"], "NotAsRegistered: Auto Scaling group 'web' has no tag sarcelle:environment"],
    [["plan", "web-live", "rollback"], "NothingToUndo: 'web-live' has no successful deployment left to undo."],
  ];
  await world.newCalls();
  expect(await Promise.all(wrong.map(([argv]) => run(...argv)))).toEqual(
    wrong.map(([, says]) => ({ code: 2, out: "", err: expect.stringContaining(says) })),
  );
  expect((await world.newCalls()).filter(({ mutating }) => mutating)).toEqual([]);
});

it("sarcelle refuses what a command does not have before it asks AWS for anything", async () => {
  const lines = [
    "switch web-live blue",
    "switch web-live --side green",
    "switch web-live extra words --as-of yesterday --resume",
    "rollback web-live the-upgrade another",
    "rollback web-live --release old.yml",
    "rollback web-live --resume --accept settled",
    "status web-live --scaledown --accept x --format csv",
    "plan web-live rollback --release old.yml",
    "deploy web-live",
  ];
  await world.newCalls();
  const ended = await Promise.all(lines.map((line) => run(...line.split(" "))));
  expect(ended).toEqual(lines.map(() => ({ code: 2, out: "", err: expect.stringContaining("See 'sarcelle ") })));
  const asked = async () => (await world.newCalls()).filter(({ principal }) => !principal?.includes("assumed-role"));
  expect(await asked()).toEqual([]);
  await run("env", "list");
  expect(await asked()).toContainEqual(expect.objectContaining({ operation: "GetCallerIdentity" }));
});

it("sarcelle exits 3 when AWS does not answer", async () => {
  expect(await run("env", "list", "--endpoint-url", "http://127.0.0.1:1")).toEqual({
    code: 3,
    out: "",
    err: expect.stringContaining("http://127.0.0.1:1 is from --endpoint-url or $AWS_ENDPOINT_URL"),
  });
});

it("the acceptance begins in no account that was not meant, nor unasked, and takes away nothing but what is its own", async () => {
  await world.newCalls();
  const account = "123456789012";
  const lines = [
    ["--account", "999999999999", "--yes"],
    ["--account", account],
    ["--account", account, "--remove"],
    ["--unknown"],
  ];
  const ended = await Promise.all(lines.map((line) => acceptance(world, ...line)));
  expect(ended).toEqual([
    {
      code: 2,
      out: expect.any(String),
      err: expect.stringMatching(
        /^Your credentials are of account 123456789012, in region eu-west-1, as \S+\. You said --account 999999999999\./,
      ),
    },
    {
      code: 2,
      out: expect.stringContaining(
        "In account 123456789012, region eu-west-1: a load balancer and up to four instances",
      ),
      err: "Nobody is there to be asked. Say --yes.\n",
    },
    { code: 0, out: expect.stringContaining("nothing is left that costs money"), err: "" },
    { code: 2, out: "", err: expect.stringContaining("Usage: npm run acceptance") },
  ]);
  expect((await world.newCalls()).filter(({ mutating }) => mutating)).toEqual([]);
});

describe("from upgrade to rollback", () => {
  const release = file("release-2.yml", releaseOf("2"));
  const reached = async () => (await world.listeners(web)).map((each) => forwardedTo(each).split("/")[1]);

  it("an upgrade shows what it would create and tag, and then does it", async () => {
    const { code, out } = await looking("plan", "web-live", "upgrade");
    expect({ code, signs: signsIn(out) }).toEqual({ code: 0, signs: ["+", "~"] });
    expect(out).toMatch(/^\+ auto-scaling-group web-green$/m);
    expect(out).toMatch(/^~ tags autoscaling:web$\n {4}sarcelle:environment: null → "web-live"$/m);

    const upgraded = await run("upgrade", "web-live", "--wait", "--name", "the-upgrade");
    // Whether AWS finds at once what was just made is chance, and what it does not is told.
    const unstamped = upgraded.out.replaceAll(/^ +\d+:\d\d {2}(?=→| {2})/gm, "");
    const settled = { ...upgraded, out: unstamped.replaceAll(/^ {2}NotYet: AWS refuses .*\n/gm, "") };
    expect(settled).toEqual({
      code: 0,
      out: [
        `upgrade of web-live started: ${world.arn("execution", "blue-green", ":the-upgrade")}`,
        "→ Preflight",
        "→ AcquireLock",
        "→ CreateTargetGroups",
        "→ OpenPlaceholders",
        "→ CreateTwinGroup",
        "→ CopyAlarms",
        "→ ConfirmUpgrade",
        "  the live side is what it was",
        "→ Complete",
        "→ Done",
        "Succeeded.",
        "Next: sarcelle deploy web-live --release FILE --wait",
        "",
      ].join("\n"),
      err: "",
    });
  });

  it("is told again, as it was, to whoever watches it afterwards", async () => {
    const watched = await looking("watch", "web-live", "the-upgrade");
    expect(watched).toMatchObject({ code: 0, err: "" });
    expect(watched.out).toMatch(/^ +\d+:\d\d {2}→ Preflight$/m);
    // It was started by somebody else: what was asked for is not known.
    expect(watched.out.trimEnd().split("\n").at(-1)).toBe("Succeeded.");
    expect(await looking("watch", "web-live")).toMatchObject({
      code: 0,
      out: "No deployment of 'web-live' runs; 'sarcelle history web-live' lists those that ended.\n",
    });
    expect(await looking("watch", "web-live", "another")).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^There is no execution 'another' in sarcelle-live/),
    });
  });

  it("one whose load balancer is not there is not as it was registered", async () => {
    await run("env", "apply", file("lost.yml", { ...web, loadBalancer: "lost" }));
    const refused = {
      code: 2,
      out: "",
      err: expect.stringContaining("NotAsRegistered: There is no load balancer 'lost'."),
    };
    expect(await looking("status", "web-live")).toEqual(refused);
    expect(await looking("plan", "web-live", "switch")).toEqual(refused);
    await run("env", "apply", file("found.yml", web));
  });

  it("its rollback would delete what it created", async () => {
    const { code, out } = await looking("plan", "web-live", "rollback");
    expect({ code, signs: signsIn(out) }).toEqual({ code: 0, signs: ["-", "~"] });
    expect(out).toMatch(/^- auto-scaling-group web-green$/m);
  });

  it("a deploy shows the launch template version and the size, and then does it", async () => {
    await world.inService(web);
    const { code, out } = await looking("plan", "web-live", "deploy", "--release", release);
    expect({ code, signs: signsIn(out) }).toEqual({ code: 0, signs: ["+", "~"] });
    expect(out).toMatch(/^\+ launch-template-version lt-\w+\/sarcelle \(the execution's name\)$/m);
    expect(out).toMatch(/^~ group-capacity web-green$\n {4}min: 0 → 2\n {4}desired: 0 → 2$/m);

    const named = ["--name", deployOfRun4711];
    const { code: done, out: told } = await run(
      "deploy",
      "web-live",
      "--release",
      release,
      ...named,
      "--wait",
      "--json",
    );
    expect({ done, told: JSON.parse(told) }).toEqual({
      done: 0,
      told: {
        execution: world.arn("execution", "blue-green", `:${deployOfRun4711}`),
        status: "SUCCEEDED",
        output: {
          environment: "web-live",
          action: "deploy",
          outcome: "Succeeded",
          changes: expect.any(Number),
          side: "green",
        },
      },
    });
  });

  it("a deploy that is refused exits 2 and says why", async () => {
    const imageless = file("imageless.yml", { ...releaseOf("3"), imageId: "ami-0123456789abcdef0" });
    const { code, out } = await run("deploy", "web-live", "--release", imageless, "--wait");
    expect({ code, last: out.trimEnd().split("\n").at(-1) }).toEqual({
      code: 2,
      last: "InvalidInput: The release's image ami-0123456789abcdef0 is not found (InvalidAMIID.NotFound); expected an available AMI of this account and region. Correct release.imageId.",
    });
  });

  it("a switch shows each listener from one side to the other, and then does it", async () => {
    const { code, out } = await looking("plan", "web-live", "switch", "--json");
    const { changes, ...plan } = JSON.parse(out) as {
      readonly changes: readonly { readonly resource: { readonly kind: string } }[];
    };
    expect({ code, plan, kinds: changes.map(({ resource }) => resource.kind) }).toEqual({
      code: 0,
      plan: { environment: "web-live", action: "switch", holds: [], notices: [] },
      kinds: ["group-processes", "listener", "listener", "group-processes", "group-processes"],
    });
    expect(await run("switch", "web-live", "--wait", "--requested-by", "ci")).toMatchObject({ code: 0 });
    expect(await reached()).toEqual(["web-http-green", "web-https-green"]);
  });

  it("the status shows both sides, where the traffic is, and that nothing runs", async () => {
    expect(await looking("status", "web-live")).toEqual({
      code: 0,
      out: [
        "web-live (live): traffic on green",
        "  8080 → green",
        "  8443 → green",
        "",
        "side   traffic  release  group      running  desired  template  healthy",
        "─────  ───────  ───────  ─────────  ───────  ───────  ────────  ───────────────────────────────────",
        "blue   no       -        web        2        2        1         web-http 2, web-https 2",
        "green  yes      2        web-green  2        2        2         web-http-green 2, web-https-green 2",
        "",
        "No deployment runs.",
        "",
      ].join("\n"),
      err: "",
    });
  });

  it("a rollback of another deployment than the one to undo is refused, and names that", async () => {
    expect(await looking("rollback", "web-live", "the-upgrade", "--wait")).toEqual({
      code: 2,
      out: "",
      err: expect.stringMatching(
        /^NothingToUndo: A rollback of 'web-live' would undo 'web-live-switch-\w+' \(switch\), and not 'the-upgrade'\. Nothing was changed; /,
      ),
    });
  });

  it("a rollback on demand returns the traffic, and the history tells of it", async () => {
    const { code, out } = await looking("plan", "web-live", "rollback");
    expect({ code, signs: signsIn(out) }).toEqual({ code: 0, signs: ["~"] });
    const [, switched = ""] = /^\S+ +(web-live-switch-\w+) /m.exec((await looking("history", "web-live")).out) ?? [];
    expect(await run("rollback", "web-live", switched, "--wait", "--requested-by", "ci")).toMatchObject({
      code: 0,
      err: "",
    });
    expect(await reached()).toEqual(["web-http", "web-https"]);

    const history = await looking("history", "web-live", "--json");
    expect(history.code).toBe(0);
    const journals = JSON.parse(history.out) as readonly { readonly deployment: object; readonly outcome: string }[];
    expect(journals.map(({ deployment, outcome }) => ({ ...deployment, outcome }))).toMatchObject([
      {
        action: "rollback",
        requestedBy: "ci",
        outcome: "RolledBack",
        undoes: expect.stringContaining("web-live-switch-"),
      },
      { action: "switch", requestedBy: "ci", outcome: "Succeeded" },
      { action: "deploy", requestedBy: "operator", outcome: "Succeeded" },
      { action: "upgrade", requestedBy: "operator", outcome: "Succeeded", id: "the-upgrade" },
    ]);
  });

  it("a switch to the side that has the traffic does nothing, says so, and succeeds, as often as it is asked for", async () => {
    expect(await looking("plan", "web-live", "switch", "--to", "blue")).toEqual({
      code: 0,
      out: "Nothing to change.\n",
      err: "",
    });
    const { code, out } = await run("switch", "web-live", "--to", "blue", "--wait", "--name", "again");
    expect({ code, last: out.trimEnd().split("\n").at(-2) }).toEqual({
      code: 0,
      last: "Succeeded. Production traffic is on blue already; nothing was changed.",
    });
    expect(await reached()).toEqual(["web-http", "web-https"]);
  });
});

describe("what 'sarcelle ci' writes", () => pipelinesDeploy(world, web));

describe("sarcelle doctor", () => {
  it("looks at the installation and an environment within ten seconds, at the clock of who answers too, by which other questions go", async () => {
    const began = performance.now();
    const { code, out, err } = await looking("doctor", "web-live", "--json");
    expect(performance.now() - began).toBeLessThan(10_000);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const [installation, environment] = JSON.parse(out);
    const clock = installation.diagnoses.find(({ check }: { readonly check: string }) => check === "clock");
    const [, there = ""] =
      /^127\.0\.0\.1 answers, which is not AWS and has a time of its own: (\S+)\.$/.exec(clock.says) ?? [];
    expect({ mark: clock.mark, isAhead: Date.parse(there) > Date.now() + 10_000 }).toEqual({
      mark: "ok",
      isAhead: true,
    });
    expect(await looking("versions", "--as-of", there)).toMatchObject({ code: 0, err: "" });
    expect(environment.diagnoses).toContainEqual({
      check: "shape",
      mark: "ok",
      says: "Blue-green, and nothing of its twin is missing.",
    });
  });
});
