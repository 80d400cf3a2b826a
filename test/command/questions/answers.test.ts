import { describe, expect, it } from "vitest";
import { diffAnswer, findingsAnswer, freshnessAnswer, versionsAnswer } from "../../../command/questions/answers.ts";
import { environmentHistoryAnswer } from "../../../command/questions/histories.ts";
import { inventoryAnswer } from "../../../command/questions/resources.ts";
import { UsageError } from "../../../command/usage-error.ts";
import type { Finding } from "../../../src/inventory/findings/schema.ts";
import type { SweepSummary } from "../../../src/inventory/queries/freshness.ts";
import { here, minute, noon, webBeta } from "../../src/inventory/estate.ts";
import { reader, readerOf, text } from "./table-in-memory.ts";

describe("sarcelle versions", () => {
  it("prints every environment and side", async () => {
    expect(await versionsAnswer(text, reader)).toBe(
      [
        "environment  side   active  version  commit   since                 healthy",
        "───────────  ─────  ──────  ───────  ───────  ────────────────────  ───────",
        "web-beta     blue   yes     1        1111111  2026-01-01T12:00:00Z  1/1",
        "web-live     blue   no      1        1111111  2026-01-01T12:00:00Z  0/0",
        "web-live     green  yes     2        2222222  2026-01-01T12:00:00Z  1/2",
        "",
      ].join("\n"),
    );
  });

  it("prints one environment as JSON", async () => {
    expect(JSON.parse(await versionsAnswer({ output: "json", environment: "web-beta" }, reader))).toEqual([
      {
        ...here,
        environment: "web-beta",
        side: "blue",
        version: "1",
        commit: "1111111",
        since: "2026-01-01T12:00:00.000Z",
        healthy: 1,
        total: 1,
        active: true,
        traffic: [{ arn: expect.stringContaining("listener/app/beta/"), percent: 100 }],
      },
    ]);
  });

  it("prints with account and region what other installations told, though its environments are called the same, and doubts who is silent", async () => {
    const them = { account: "210987654321", region: "us-east-1", stack: "sarcelle-live" };
    const side = { side: "blue" as const, version: "7", commit: null, since: noon, healthy: 1, total: 1, active: true };
    const sides = [{ ...side, traffic: [{ arn: "arn", percent: 100 }] }];
    const told = {
      environments: [{ ...them, asOf: noon, environment: "web-beta", sides }],
      installations: [{ ...them, completeAsOf: noon - 2 * 60 * minute }],
    };
    const hub = readerOf(webBeta, [], undefined, [], told);
    expect(await versionsAnswer(text, hub)).toBe(
      [
        "environment  account       region     side  active  version  commit   since                 healthy",
        "───────────  ────────────  ─────────  ────  ──────  ───────  ───────  ────────────────────  ───────",
        "web-beta     123456789012  eu-west-1  blue  yes     1        1111111  2026-01-01T12:00:00Z  1/1",
        "web-beta     210987654321  us-east-1  blue  yes     7        -        2026-01-01T12:00:00Z  1/1",
        "sarcelle-live in account 210987654321, us-east-1 has told nothing of all its environments for 3.0 hours; it does so every hour.",
        "",
      ].join("\n"),
    );
    expect(await freshnessAnswer(text, hub)).toContain(
      "Told by        sarcelle-live in 210987654321, us-east-1: 1 environment, all of them 2026-01-01T10:00:00Z, 10800.0 s ago\n",
    );
    expect(JSON.parse(await versionsAnswer({ output: "json", asOf: "2026-01-01T12:30Z" }, hub))).toHaveLength(1);
  });

  it("says when there is nothing", async () => {
    expect(await versionsAnswer(text, readerOf([]))).toBe(
      "The inventory knows no environment. Next: sarcelle env list, and sarcelle freshness\n",
    );
  });
});

describe("sarcelle diff", () => {
  it("prints what differs", async () => {
    expect(await diffAnswer(["web-live", "web-beta"], text, reader)).toBe(
      [
        `${" ".repeat(9)}part             attribute           web-live (green)                          web-beta (blue)`,
        "───────  ───────────────  ──────────────────  ────────────────────────────────────────  ────────────────────────────────────────",
        "release  instances        version             2                                         1",
        `release  instances        commit              ${"2".repeat(40)}  ${"1".repeat(40)}`,
        "release  launch template  version             2                                         1",
        `release  launch template  commit              ${"2".repeat(40)}  ${"1".repeat(40)}`,
        "image    instances        imageIds            ami-2                                     ami-1",
        "image    launch template  imageId             ami-2                                     ami-1",
        "size     instances        instanceTypes       t4g.small                                 t4g.nano",
        "size     instances        instances           2                                         1",
        "size     group            max                 8                                         2",
        "size     group            desired             2                                         1",
        "setting  load balancer    deletionProtection  true                                      false",
        "",
        "User data is not compared.",
        "",
      ].join("\n"),
    );
    expect(await diffAnswer(["web-live", "web-live"], text, reader)).toBe(
      "web-live (green) and web-live (green) do not differ. User data is not compared.\n",
    );
    expect(JSON.parse(await diffAnswer(["web-live", "web-beta"], { output: "json" }, reader))).toMatchObject({
      environments: ["web-live", "web-beta"],
      sides: ["green", "blue"],
    });
  });

  it("refuses environments that it does not know", async () => {
    await expect(diffAnswer(["web-live", "web-gamma"], text, reader)).rejects.toThrow(
      "The inventory knows no environment 'web-gamma'. There is web-beta, web-live.",
    );
  });
});

describe("sarcelle freshness", () => {
  const sweep: SweepSummary = {
    startedAt: noon,
    endedAt: noon + minute,
    listed: 4_000,
    first: false,
    lateness: { count: 900, p50: 310, p99: 870 },
    corrected: 3,
    longestWrong: 95_000,
    incomplete: [],
    unreadable: 0,
    summed: true,
  };

  it("says how far the inventory can be trusted", async () => {
    expect(await freshnessAnswer(text, readerOf([], [], sweep))).toBe(
      [
        "Last sweep     2026-01-01T12:01:00Z, 3540.0 s ago: 4000 resources",
        "Events missed  3 (0.07 %), wrong for at most 95.0 s",
        "Event to row   p50 0.3 s, p99 0.9 s, of 900",
        "Nothing speaks against it.",
        "",
      ].join("\n"),
    );
    expect(JSON.parse(await freshnessAnswer({ output: "json" }, readerOf([], [], sweep)))).toMatchObject({
      sweptAt: "2026-01-01T12:01:00.000Z",
      missed: 3,
      doubts: [],
    });
    expect(await freshnessAnswer(text, readerOf([]))).toMatch(/^No sweep has run yet/);
  });
});

describe("sarcelle findings", () => {
  const finding = (rule: string, level: Finding["level"], environment: string | null, hour: number): Finding => ({
    schemaVersion: 1,
    id: `${rule}#arn`,
    status: "open",
    rule,
    level,
    environment,
    side: null,
    project: null,
    stage: null,
    resource: { type: "listener", arn: "arn", name: "web HTTP:80" },
    threshold: "1",
    found: "0",
    openedAt: new Date(noon + hour * 60 * minute).toISOString(),
    seenAt: new Date(noon).toISOString(),
    closedAt: null,
    links: { logs: "https://logs", resource: "https://resource" },
  });
  const all = [
    finding("one-zone", "warning", "web-live", 1),
    finding("nobodys-instance", "info", null, 0),
    finding("two-releases", "warning", "web-beta", 0),
    finding("no-healthy-target", "critical", "web-live", 2),
  ];
  const asked = (options: Parameters<typeof findingsAnswer>[0]) =>
    findingsAnswer(options, readerOf([], [], undefined, all));

  it("lists what is open, the gravest and oldest first", async () => {
    expect(await asked(text)).toBe(
      [
        "level     environment  rule               resource              since                 found",
        "────────  ───────────  ─────────────────  ────────────────────  ────────────────────  ─────",
        "critical  web-live     no-healthy-target  listener web HTTP:80  2026-01-01T14:00:00Z  0",
        "warning   web-beta     two-releases       listener web HTTP:80  2026-01-01T12:00:00Z  0",
        "warning   web-live     one-zone           listener web HTTP:80  2026-01-01T13:00:00Z  0",
        "info      -            nobodys-instance   listener web HTTP:80  2026-01-01T12:00:00Z  0",
        "",
      ].join("\n"),
    );
  });

  it("lists those of one environment, or says that there are none", async () => {
    const live = JSON.parse(await asked({ output: "json", environment: "web-live" }));
    expect(live).toEqual([all[3], all[0]]);
    expect(await findingsAnswer(text, reader)).toBe("Nothing is found to be wrong.\n");
    expect(await findingsAnswer({ ...text, environment: "web-beta" }, reader)).toBe("Nothing is found to be wrong.\n");
  });
});

describe("an environment that there is not", () => {
  const typo = { ...text, environment: "web-lvie" };

  it.each([
    ["versions", () => versionsAnswer(typo, reader)],
    ["findings", () => findingsAnswer(typo, reader)],
    ["inventory", () => inventoryAnswer(typo, reader)],
    ["history --environment", () => environmentHistoryAnswer(typo, reader)],
    ["diff", () => diffAnswer(["web-lvie", "web-beta"], text, reader)],
  ])("is refused by %s, and what is near is named", async (_, asked) => {
    await expect(asked()).rejects.toThrow(UsageError);
    await expect(asked()).rejects.toThrow(/'web-lvie'.* Did you mean 'web-live'\?$/);
  });

  it("has an answer that is empty where it is registered and the inventory does not know it yet", async () => {
    const empty = readerOf([]);
    expect(await versionsAnswer({ ...text, environment: "web-live" }, empty)).toMatch(/^The inventory knows /);
    expect(await findingsAnswer({ ...text, environment: "web-live" }, empty)).toMatch(/^Nothing is found/);
  });
});
