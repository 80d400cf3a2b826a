import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UsageError } from "../../../command/arguments.ts";
import {
  diffCommand,
  environmentHistoryCommand,
  findingsCommand,
  freshnessCommand,
  historyCommand,
  type InventoryOptions,
  inventory,
  replayCommand,
  versionsCommand,
} from "../../../command/questions/answers.ts";
import type { InventoryReader } from "../../../command/questions/reader.ts";
import { replay } from "../../../command/questions/replay.ts";
import { asOf, believedAt, isOf } from "../../../src/inventory/as-of.ts";
import type { Finding } from "../../../src/inventory/findings/schema.ts";
import { exists, type Revision, type Row } from "../../../src/inventory/model.ts";
import type { SweepSummary } from "../../../src/inventory/queries/freshness.ts";
import { populationOf } from "../../../src/inventory/queries/population.ts";
import { here, instance, minute, noon, webBeta, webLive } from "../../src/inventory/estate.ts";
import { memoryStore } from "../../src/inventory/memory-store.ts";

/** A table in memory: `rows` are what is, `earlier` what they were. */
const readerOf = (
  rows: readonly Row[],
  earlier: readonly Revision[] = [],
  sweep?: SweepSummary,
  findings: readonly Finding[] = [],
): InventoryReader => {
  const all: readonly Revision[] = [...rows, ...earlier];
  const at = (pick: typeof asOf) => async (time: number, environment?: string) =>
    [...Map.groupBy(all, ({ ref }) => ref.arn).values()]
      .flatMap((revisions) => pick(revisions, time) ?? [])
      .filter(({ facts }) => facts !== null && isOf(facts, environment));
  return {
    here,
    now: () => noon + 60 * minute,
    current: async (environment) => rows.filter(({ facts }) => facts !== null && isOf(facts, environment)),
    outlines: async (version) =>
      rows.filter(exists).filter(({ facts }) => version === undefined || facts.version === version),
    population: async () => populationOf(rows.filter(exists)),
    rows: async (refs) => rows.filter((row) => refs.some(({ arn }) => arn === row.ref.arn)),
    asOf: at(asOf),
    believedAt: at(believedAt),
    history: async (arn) => all.filter(({ ref }) => ref.arn === arn),
    lastSweep: async () => sweep,
    findings: async () => findings,
  };
};

const text: InventoryOptions = { json: false };
const reader = readerOf([...webLive, ...webBeta]);

/** One instance that was pending, then ran release 1, and is gone by now; the last news came late. */
const lost = instance("i-0e", { environment: "web-beta", side: "blue", version: "1" });
const gone: Row = {
  ...lost,
  facts: null,
  number: 3,
  trueFrom: noon + 20 * minute,
  observedAt: noon + 39 * minute,
  recordedAt: noon + 40 * minute,
  cause: { by: "sweep" },
};
const ran: Revision = { ...lost, number: 2, trueFrom: noon + 10 * minute, recordedAt: noon + 10 * minute + 500 };
const pending: Revision = {
  ...lost,
  facts: { ...lost.facts, details: { ...lost.facts.details, state: "pending" } },
  number: 1,
  cause: { by: "event", eventId: "e1", event: "RunInstances", actor: "arn:aws:iam::123456789012:user/ada" },
};
const past = readerOf([...webBeta, gone], [ran, pending]);

describe("sarcelle inventory", () => {
  it("reads of a release what has it, and nothing else", async () => {
    const current = () => Promise.reject(new Error("everything was read"));
    const asked: string[] = [];
    const sparing: InventoryReader = {
      ...reader,
      current,
      rows: (refs) => {
        asked.push(...refs.map(({ arn }) => arn));
        return reader.rows(refs);
      },
    };
    const options = { json: true, release: "2", side: "green", type: "instance" };
    const found = JSON.parse(await inventory(options, sparing)).map(({ arn }: { arn: string }) => arn);
    expect(found.length).toBeGreaterThan(0);
    expect(asked.toSorted()).toEqual(found.toSorted());
  });

  it("prints a table", async () => {
    const options = { ...text, environment: "web-live", side: "green", type: "instance", release: "2" };
    expect(await inventory(options, reader)).toBe(
      [
        "environment  side   type      id    name  version  commit   state    zone        address    image  since",
        "───────────  ─────  ────────  ────  ────  ───────  ───────  ───────  ──────────  ─────────  ─────  ────────────────────────",
        "web-live     green  instance  i-0b  i-0b  2        2222222  running  eu-west-1a  10.0.0.11  ami-2  2026-01-01T12:00:00.000Z",
        "web-live     green  instance  i-0c  i-0c  2        2222222  running  eu-west-1b  10.0.0.12  ami-2  2026-01-01T12:00:00.000Z",
        "",
      ].join("\n"),
    );
  });

  it("prints JSON with everything that is known", async () => {
    const [listed, ...others] = JSON.parse(
      await inventory({ json: true, environment: "web-beta", type: "instance" }, reader),
    );
    expect(others).toEqual([]);
    expect(listed).toEqual({
      type: "instance",
      id: "i-0d",
      arn: "arn:aws:ec2:eu-west-1:123456789012:instance/i-0d",
      ...webBeta.find(({ ref }) => ref.type === "instance")?.facts,
      revision: 1,
      trueFrom: "2026-01-01T12:00:00.000Z",
      observedAt: "2026-01-01T12:00:00.400Z",
      recordedAt: "2026-01-01T12:00:00.500Z",
      cause: { by: "event", eventId: "e", event: "EC2 Instance State-change Notification" },
    });
  });

  it.each([
    ["csv", /^environment,side,.*\r\nweb-beta,blue,instance,i-0d,.*\r\n$/s],
    ["ansible", /^\{\n {2}"_meta": \{\n {4}"hostvars": \{\n {6}"i-0d": /],
    ["prometheus-sd", /^\[\n {2}\{\n {4}"targets": \[\n {6}"10\.0\.0\.13"\n/],
  ])("prints the format %s, and nothing else", async (format, expected) => {
    expect(await inventory({ ...text, environment: "web-beta", type: "instance", format }, reader)).toMatch(expected);
  });

  it("says what was true at a time, and what it said itself at that time", async () => {
    const states = async (options: Partial<InventoryOptions>) => {
      const listed = JSON.parse(
        await inventory({ json: true, environment: "web-beta", type: "instance", ...options }, past),
      );
      return listed.map(({ id, details }: { id: string; details: { state: string } }) => `${id} ${details.state}`);
    };
    expect(await states({})).toEqual(["i-0d running"]);
    expect(await states({ asOf: "2026-01-01T11:59:59Z" })).toEqual([]);
    expect(await states({ asOf: "2026-01-01T12:05:00Z" })).toEqual(["i-0d running", "i-0e pending"]);
    expect(await states({ asOf: "2026-01-01T12:10:00" })).toEqual(["i-0d running", "i-0e running"]);
    expect(await states({ asOf: "2026-01-01 13:25:00+01:00" })).toEqual(["i-0d running"]);
    // Gone since 12:20, but the inventory did not know before 12:40.
    expect(await states({ believedAt: "2026-01-01T12:25:00Z" })).toEqual(["i-0d running", "i-0e running"]);
    expect(await states({ believedAt: "2026-01-01T12:40:00Z" })).toEqual(["i-0d running"]);
  });

  it.each<[Partial<InventoryOptions>, string]>([
    [{ side: "red" }, "--side red: expected one of blue, green."],
    [{ format: "xml" }, "--format xml: expected one of table, csv, ansible, prometheus-sd."],
    [{ type: "server" }, "--type server: expected one of instance, auto-scaling-group, load-balancer, target-group,"],
    [{ json: true, format: "csv" }, "Give either --json or --format, not both."],
    [{ asOf: "yesterday" }, "--as-of yesterday: expected a time such as 2026-01-31T15:04:05Z."],
    [{ asOf: "2026-13-01" }, "--as-of 2026-13-01: expected a time"],
    [{ asOf: "2026-01-02" }, "--as-of 2026-01-02 is in the future; it is now 2026-01-01T13:00:00.000Z."],
    [{ asOf: "2025-01-02", believedAt: "2025-01-02" }, "Give either --as-of (what was true then) or --believed-at"],
  ])("refuses %j", async (options, message) => {
    await expect(inventory({ ...text, ...options }, reader)).rejects.toThrow(UsageError);
    await expect(inventory({ ...text, ...options }, reader)).rejects.toThrow(message);
  });
});

describe("sarcelle history --environment", () => {
  it("prints which release each side was given and where the traffic went", async () => {
    const options = { ...text, environment: "web-live" };
    expect(await environmentHistoryCommand(options, reader)).toBe(
      [
        "time                      side   what         version  commit   by",
        "────────────────────────  ─────  ───────────  ───────  ───────  ──────────────────────────────────────",
        "2026-01-01T12:00:00.000Z  blue   launches     1        1111111  EC2 Instance State-change Notification",
        "2026-01-01T12:00:00.000Z  green  launches     2        2222222  EC2 Instance State-change Notification",
        "2026-01-01T12:00:00.000Z  green  gets web:80  2        2222222  EC2 Instance State-change Notification",
        "",
      ].join("\n"),
    );
    const [told] = JSON.parse(await environmentHistoryCommand({ ...options, json: true }, reader));
    expect(told).toEqual({
      time: "2026-01-01T12:00:00.000Z",
      side: "blue",
      what: "release",
      resource: "web",
      version: "1",
      commit: "1111111",
      cause: { by: "event", eventId: "e", event: "EC2 Instance State-change Notification" },
    });
  });

  it("refuses an environment of which nothing is known", async () => {
    await expect(environmentHistoryCommand({ ...text, environment: "web-beta" }, readerOf(webLive))).rejects.toThrow(
      new UsageError("The inventory knows no environment 'web-beta'."),
    );
  });
});

describe("sarcelle versions", () => {
  it("prints every environment and side", async () => {
    expect(await versionsCommand(text, reader)).toBe(
      [
        "environment  side   active  version  commit   since                     healthy",
        "───────────  ─────  ──────  ───────  ───────  ────────────────────────  ───────",
        "web-beta     blue   yes     1        1111111  2026-01-01T12:00:00.000Z  1/1",
        "web-live     blue   no      1        1111111  2026-01-01T12:00:00.000Z  0/0",
        "web-live     green  yes     2        2222222  2026-01-01T12:00:00.000Z  1/2",
        "",
      ].join("\n"),
    );
  });

  it("prints one environment as JSON", async () => {
    expect(JSON.parse(await versionsCommand({ json: true, environment: "web-beta" }, reader))).toEqual([
      {
        environment: "web-beta",
        side: "blue",
        version: "1",
        commit: "1111111",
        since: "2026-01-01T12:00:00.000Z",
        healthy: 1,
        total: 1,
        active: true,
      },
    ]);
  });

  it("says when there is nothing", async () => {
    expect(await versionsCommand(text, readerOf([]))).toBe("The inventory knows no environment.\n");
  });
});

describe("sarcelle diff", () => {
  it("prints what differs", async () => {
    expect(await diffCommand(["web-live", "web-beta"], text, reader)).toBe(
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
      ].join("\n"),
    );
    expect(await diffCommand(["web-live", "web-live"], text, reader)).toBe(
      "web-live (green) and web-live (green) do not differ.\n",
    );
    expect(JSON.parse(await diffCommand(["web-live", "web-beta"], { json: true }, reader))).toMatchObject({
      environments: ["web-live", "web-beta"],
      sides: ["green", "blue"],
    });
  });

  it("refuses environments that it does not know", async () => {
    await expect(diffCommand(["web-live"], text, reader)).rejects.toThrow("Missing: the two environments");
    await expect(diffCommand(["web-live", "web-gamma"], text, reader)).rejects.toThrow(
      "The inventory knows no environment 'web-gamma'; it knows web-beta, web-live.",
    );
  });
});

describe("sarcelle history --resource", () => {
  const story = [
    "instance arn:aws:ec2:eu-west-1:123456789012:instance/i-0e",
    "",
    "2026-01-01T12:00:00.000Z  appeared (revision 1): RunInstances by arn:aws:iam::123456789012:user/ada; recorded 0.5 s later",
    "    name: i-0e",
    "    environment: web-beta",
    "    side: blue",
    "    version: 1",
    "    state: pending",
    "    instanceType: t4g.small",
    "    availabilityZone: eu-west-1a",
    "    privateIp: 10.0.0.14",
    "    imageId: ami-2",
    "    launchedAt: 2026-01-01T12:00:00.000Z",
    "    httpTokens: required",
    "",
    "2026-01-01T12:10:00.000Z  changed (revision 2): EC2 Instance State-change Notification; recorded 0.5 s later",
    "    state: pending → running",
    "",
    "2026-01-01T12:20:00.000Z  gone (revision 3): found by a sweep; recorded 1200.0 s later",
    "",
  ].join("\n");

  it.each(["i-0e", "arn:aws:ec2:eu-west-1:123456789012:instance/i-0e"])(
    "tells the story of %s, which is gone",
    async (resource) => {
      expect(await historyCommand({ ...text, resource }, past)).toBe(story);
    },
  );

  it.each([
    "web-green",
    "arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:0a1b-2c:autoScalingGroupName/web-green",
  ])("finds a group by %s", async (resource) => {
    const [entry, ...others] = JSON.parse(
      await historyCommand(
        { json: true, resource },
        readerOf(webLive.filter(({ ref }) => ref.type !== "target-group")),
      ),
    );
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ number: 1, change: "appeared", trueFrom: "2026-01-01T12:00:00.000Z" });
  });

  it("asks which one is meant, and says what it does not know", async () => {
    await expect(historyCommand({ ...text, resource: "web-green" }, reader)).rejects.toThrow(
      /^'web-green' may be any of these; name one:\narn:.*\narn:.*$/,
    );
    await expect(historyCommand({ ...text, resource: "nothing" }, reader)).rejects.toThrow(
      "knows nothing of 'nothing'",
    );
    await expect(historyCommand({ ...text, resource: "arn:aws:s3:::bucket" }, reader)).rejects.toThrow(
      "The inventory holds no resources like arn:aws:s3:::bucket.",
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
  };

  it("says how far the inventory can be trusted", async () => {
    expect(await freshnessCommand(text, readerOf([], [], sweep))).toBe(
      [
        "Last sweep     2026-01-01T12:01:00.000Z, 3540.0 s ago: 4000 resources",
        "Events missed  3 (0.07 %), wrong for at most 95.0 s",
        "Event to row   p50 0.3 s, p99 0.9 s, of 900",
        "Nothing speaks against it.",
        "",
      ].join("\n"),
    );
    expect(JSON.parse(await freshnessCommand({ json: true }, readerOf([], [], sweep)))).toMatchObject({
      sweptAt: "2026-01-01T12:01:00.000Z",
      missed: 3,
      doubts: [],
    });
    expect(await freshnessCommand(text, readerOf([]))).toMatch(/^No sweep has run yet/);
  });
});

describe("sarcelle inventory replay", () => {
  const event = (id: string, state: string) => ({
    id,
    source: "aws.ec2",
    "detail-type": "EC2 Instance State-change Notification",
    ...here,
    time: "2026-01-01T12:00:00Z",
    resources: [`arn:aws:ec2:eu-west-1:123456789012:instance/${id}`],
    detail: { "instance-id": id, state },
  });
  const { ref, facts } = instance("i-0b");
  const replayer = () => {
    const { store } = memoryStore();
    return (events: Parameters<typeof replay>[0]) =>
      replay(events, {
        store,
        describe: async () => ({
          sightings: [{ ref, readAt: noon + 50 * minute, facts }],
          members: new Map(),
          failures: [],
        }),
        now: () => noon + 60 * minute,
        here,
      });
  };

  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "replay-"));
    const file = (name: string, content: string | Buffer) => writeFileSync(join(folder, name), content);
    file("1-event.json", JSON.stringify(event("i-0b", "running")));
    file(
      "2-queue.json",
      JSON.stringify({ Messages: [{ Body: JSON.stringify(event("i-0b", "running")) }, { Body: "{" }] }),
    );
    file(
      "3-trail.json.gz",
      gzipSync(
        JSON.stringify({
          Records: [
            {
              eventSource: "s3.amazonaws.com",
              eventName: "PutObject",
              eventTime: "2026-01-01T12:00:00Z",
              awsRegion: "eu-west-1",
              requestParameters: null,
              responseElements: null,
            },
          ],
        }),
      ),
    );
    file("4-broken.json.gz", Buffer.from([0, 159, 146, 150]));
    file("5-truncated.json", JSON.stringify(event("i-0b", "running")).slice(0, 40));
    file("6-empty.json", "");
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("says of each event what became of it, and never fails on account of one", async () => {
    const lines = (await replayCommand(folder, text, replayer())).split("\n");
    expect(lines.map((each) => each.replace(/(rejected {3}\S+( \d+)?): .*/, "$1"))).toEqual([
      "recorded   1-event.json",
      "unchanged  2-queue.json 1",
      "rejected   2-queue.json 2",
      "ignored    3-trail.json.gz: a call of s3.amazonaws.com, which the inventory does not follow",
      "rejected   4-broken.json.gz",
      "rejected   5-truncated.json",
      "rejected   6-empty.json",
      "",
      "7 events: 1 recorded, 1 unchanged, 4 rejected, 1 ignored",
      "",
    ]);
  });

  it("replays one file as JSON", async () => {
    expect(JSON.parse(await replayCommand(join(folder, "1-event.json"), { json: true }, replayer()))).toEqual([
      { from: "1-event.json", kind: "recorded" },
    ]);
  });

  it("refuses what cannot be read", async () => {
    await expect(replayCommand(undefined, text, replayer())).rejects.toThrow("Missing: the file or folder to replay");
    await expect(replayCommand(join(folder, "none"), text, replayer())).rejects.toThrow(/^Cannot read .*none: ENOENT/);
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
  const asked = (options: InventoryOptions) => findingsCommand(options, readerOf([], [], undefined, all));

  it("lists what is open, the gravest and oldest first", async () => {
    expect(await asked(text)).toBe(
      [
        "level     environment  rule               resource              since                     found",
        "────────  ───────────  ─────────────────  ────────────────────  ────────────────────────  ─────",
        "critical  web-live     no-healthy-target  listener web HTTP:80  2026-01-01T14:00:00.000Z  0",
        "warning   web-beta     two-releases       listener web HTTP:80  2026-01-01T12:00:00.000Z  0",
        "warning   web-live     one-zone           listener web HTTP:80  2026-01-01T13:00:00.000Z  0",
        "info      -            nobodys-instance   listener web HTTP:80  2026-01-01T12:00:00.000Z  0",
        "",
      ].join("\n"),
    );
  });

  it("lists those of one environment, or says that there are none", async () => {
    const live = JSON.parse(await asked({ json: true, environment: "web-live" }));
    expect(live).toEqual([all[3], all[0]]);
    expect(await findingsCommand(text, reader)).toBe("Nothing is found to be wrong.\n");
  });
});
