/** Freeze windows: nothing is deployed inside them but what a person overrides them for, and rollbacks. */
import { expect, inject, it, onTestFinished, vi } from "vitest";
import { run } from "../../command/run.ts";
import { comparableState, differences } from "../../proof/dump/comparable-state.ts";
import { environment, sampleRelease, service, startSarcelle } from "../../proof/simulation/sarcelle.ts";
import { sign } from "../../src/aws/approval-store.ts";
import { dynamoDb } from "../../src/aws/clients.ts";
import { readEnvironment, writeEnvironment } from "../../src/aws/environment-store.ts";

const minute = 60_000;
const hour = 60 * minute;
const always = { cron: "0 0 * * *", timeZone: "UTC", duration: 86_400, reason: "quarter end" };
const release = sampleRelease("2");

const begin = async (more: object = {}, sides: 1 | 2 = 2) => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template"), more, sides });
  const { simulation, start, ended } = sarcelle;
  onTestFinished(simulation.stop);
  const written = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  onTestFinished(() => written.mockRestore());
  /** What the command says to a person, or refuses with. */
  const typed = (...argv: readonly string[]): Promise<string> => {
    written.mockClear();
    return simulation.asOperator(() =>
      run(argv).then(
        () => written.mock.calls.map(([text]) => String(text)).join(""),
        (error: Error) => `${error.name}: ${error.message}`,
      ),
    );
  };
  const freeze = (windows: readonly object[]) =>
    simulation.asOperator(async () => {
      const table = { client: dynamoDb(), name: service };
      await writeEnvironment(table, { ...(await readEnvironment(table, environment)), freeze: windows as [] });
    });
  /** What somebody signs who does not use our command. */
  const signed = (deployment: string) =>
    simulation.asOperator(() => {
      const by = "arn:aws:iam::123456789012:user/ann";
      const table = { client: dynamoDb(), name: service };
      const at = simulation.now();
      return sign(table, environment, { deployment, epoch: 2 }, "approve", { by, at, reason: "seen" });
    });
  let tries = 0;
  const tried = async (input: object) => ended(await start(input, `try-${tries++}`));
  const active = async () => JSON.parse(await typed("status", environment, "--json")).active;
  return { ...sarcelle, typed, freeze, signed, tried, active };
};

/** A window that begins so long from now, in milliseconds, and lasts an hour. */
const openingAt = (time: number) => {
  const at = new Date(time);
  return { cron: `${at.getUTCMinutes()} ${at.getUTCHours()} * * *`, timeZone: "UTC", duration: 3_600 };
};

it("inside a window every action is refused, by its first state and by a plan alike, and nothing is changed or locked", async () => {
  const { deploy, freeze, tried, typed, lock, simulation, rest, journals } = await begin();
  await deploy({ action: "upgrade" }, "upgrade");
  await deploy({ action: "deploy", release }, "deploy");
  await freeze([always]);
  await rest();
  const before = comparableState(await simulation.state());
  for (const input of [
    { action: "upgrade" },
    { action: "deploy", release },
    { action: "switch" },
    { action: "scaledown" },
    { action: "release", release },
  ]) {
    const { error, cause } = await tried(input);
    expect([error, cause]).toEqual([
      "EnvironmentFrozen",
      expect.stringMatching(
        new RegExp(
          `^'${environment}' takes no ${input.action} now\\. Freeze window 'quarter end' \\(0 0 \\* \\* \\*, UTC, 24 h\\) is open until 20.*Z\\. Start it again after that; or override it, with --override --reason TEXT, .* Nothing was changed\\.$`,
        ),
      ),
    ]);
    expect(await lock()).toBeUndefined();
  }
  expect(await typed("plan", environment, "switch")).toContain(
    `EnvironmentFrozen: '${environment}' takes no switch now.`,
  );
  expect(await typed("plan", environment, "switch", "--override", "--reason", "down")).toMatch(
    /Freeze window 'quarter end' .* is open until .*\. This goes on all the same: down/,
  );
  expect(await journals()).toHaveLength(2);
  await rest();
  expect(differences(before, comparableState(await simulation.state()))).toEqual([]);
});

it("a rolling update is refused inside a window, and goes through where the request overrides it", async () => {
  const { tried, lock, journals } = await begin({ freeze: [always] }, 1);
  expect(await tried({ action: "rolling-update", release })).toMatchObject({ error: "EnvironmentFrozen" });
  expect(await lock()).toBeUndefined();
  const override = { reason: "a hole in the server" };
  expect(await tried({ action: "rolling-update", release, override })).toMatchObject({ status: "SUCCEEDED" });
  expect((await journals()).at(-1)?.deployment).toMatchObject({ override });
});

it("what is overridden goes through, with who did it and why in its output and in the history; a rollback asks nobody", async () => {
  const { deploy, freeze, start, ended, typed, simulation, active, journals, tried } = await begin();
  await deploy({ action: "upgrade" }, "upgrade");
  await deploy({ action: "deploy", release }, "deploy");
  await freeze([always]);
  expect(await typed("switch", environment, "--override")).toContain("UsageError: --override needs --reason TEXT");
  const said = await typed(
    ...["switch", environment, "--override", "--reason", "the old release is down", "--name", "urgent"],
  );
  expect(said).toContain("switch of web-live started");
  await simulation.until(async () => (await journals()).at(-1)?.deployment.id === "urgent", hour);
  expect(await active()).toBe("green");
  const history = await typed("history", environment, "urgent");
  expect(history).toContain("freeze windows overridden: the old release is down");
  expect((await journals()).at(-1)?.deployment).toMatchObject({ override: { reason: "the old release is down" } });
  const undone = await ended(await start({}, "undo", "rollback"));
  expect(undone).toMatchObject({ error: "RolledBack", cause: expect.stringContaining("'urgent'") });
  expect(await active()).toBe("blue");
  const again = await tried({ action: "switch", override: { reason: "once more" } });
  expect(JSON.parse(String(again.output)).notices).toEqual([
    expect.stringMatching(/^Freeze window 'quarter end' .*\. This goes on all the same: once more$/),
  ]);
  expect(simulation.traffic().failed).toBe(0);
});

it("an approval that takes until inside a window comes too late: no traffic moves, and everything is undone", async () => {
  const { deploy, freeze, start, ended, typed, simulation, active, rest, lock, signed } = await begin({
    approval: { deadline: 7_200 },
  });
  await deploy({ action: "upgrade" }, "upgrade");
  await freeze([openingAt(simulation.now() + hour)]);
  await rest();
  const arn = await start({ action: "release", release, caller: "arn:aws:iam::123456789012:user/zoe" }, "release");
  await simulation.until(async () => (await typed("status", environment)).includes("for the approval of"), 30 * minute);
  await simulation.advance(hour);
  expect((await lock())?.owner).toBe("release");
  expect(await typed("approve", environment, "--reason", "seen")).toMatch(
    /^NotToApprove: Freeze window .* is open until .*: approved now, 'release' would move no traffic and be undone\. It waits until .*: approve it once the window is over, or reject it\. Nothing was signed\.$/,
  );
  await signed("release");
  const { error, cause } = await ended(arn);
  expect([error, cause]).toEqual([
    "RolledBack",
    expect.stringMatching(
      /^FrozenMeanwhile: No traffic was moved\. Freeze window \(.* UTC, 1 h\) is open until 20.*Z\. Start it again after that; .* All \d+ changes of deployment 'release' were undone/,
    ),
  ]);
  await rest();
  expect(await active()).toBe("blue");
  expect(simulation.traffic().failed).toBe(0);
});

it("a freeze window registered meanwhile binds the next deployment, and not the one that waits for its approval or between two parts", async () => {
  const { deploy, freeze, start, ended, tried, typed, simulation, active } = await begin({
    approval: { deadline: 7_200 },
    strategy: { type: "canary", percent: 50, wait: 600 },
  });
  await deploy({ action: "upgrade" }, "upgrade");
  await deploy({ action: "deploy", release }, "deploy");
  const arn = await start({ action: "switch" }, "switch");
  await simulation.until(async () => (await typed("status", environment)).includes("for the approval of"), 30 * minute);
  await freeze([always]);
  expect(await typed("approve", environment, "--reason", "seen")).toContain("'switch'");
  const isSplit = async () => (await typed("status", environment)).includes("50 %");
  await simulation.until(isSplit, 30 * minute);
  await freeze([{ ...always, reason: "year end" }]);
  expect(await ended(arn)).toMatchObject({ status: "SUCCEEDED" });
  expect(await active()).toBe("green");
  expect(await tried({ action: "switch" })).toMatchObject({
    error: "EnvironmentFrozen",
    cause: expect.stringContaining("Freeze window 'year end'"),
  });
  expect(simulation.traffic().failed).toBe(0);
});

it("one that opens later is told beforehand, and what is overridden goes on into it", async () => {
  const { deploy, freeze, tried, typed, simulation, active } = await begin({ approval: { deadline: 7_200 } });
  await deploy({ action: "upgrade" }, "upgrade");
  await deploy({ action: "deploy", release }, "deploy");
  await freeze([openingAt(simulation.now() + hour)]);
  expect(await typed("plan", environment, "switch")).toMatch(
    /Freeze window .* opens at .*, and is open until .*\. Unless all of the traffic can be moved before that, none is, and everything is undone/,
  );
  const switching = tried({ action: "switch", override: { reason: "long announced" } });
  await simulation.until(async () => (await typed("status", environment)).includes("for the approval of"), 30 * minute);
  await simulation.advance(hour);
  await typed("approve", environment, "--reason", "seen");
  expect(await switching).toMatchObject({ status: "SUCCEEDED" });
  expect(await active()).toBe("green");
});
