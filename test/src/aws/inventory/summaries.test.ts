import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { virtualClock } from "@sarcelle/playground/clock";
import { seeded } from "@sarcelle/playground/random";
import { createDynamoDb } from "@sarcelle/playground/services/dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { passedEnvironments } from "../../../../src/aws/inventory/passed.ts";
import { currentRows, releasesNow } from "../../../../src/aws/inventory/query.ts";
import { inventoryStore } from "../../../../src/aws/inventory/store.ts";
import { summaries, summedEnvironments, sumUpAll } from "../../../../src/aws/inventory/summaries.ts";
import { writeSweep } from "../../../../src/aws/inventory/sweeps.ts";
import type { Table } from "../../../../src/aws/table.ts";
import { exists, type Row } from "../../../../src/inventory/model.ts";
import { existing, group, minute, noon, webBeta, webLive } from "../../inventory/estate.ts";
import { overSockets } from "./over-sockets.ts";

const clock = { now: () => noon, sleep: async () => {} };
const template = "arn:aws:ec2:eu-west-1:123456789012:launch-template/lt-0f";

describe("the environments' summaries", () => {
  let served: Awaited<ReturnType<typeof overSockets>>;
  let inventory: Table;
  let tables = 0;
  const store = () => inventoryStore(inventory, minute, clock);
  const fill = async (rows: readonly Row[]) => {
    for (const row of rows) await store().replace(undefined, row);
  };
  const said = async () =>
    (await releasesNow(inventory)).map(
      ({ environment, side, version, healthy, total, active }) =>
        `${environment} ${side} ${version} ${healthy}/${total} ${active ? "active" : "idle"}`,
    );
  const asTheRowsSay = ["web-beta blue 1 1/1 active", "web-live blue 1 0/0 idle", "web-live green 2 1/2 active"];
  const sweep = (summed: boolean) =>
    writeSweep(
      inventory,
      {
        ...{ startedAt: noon, endedAt: noon, listed: 1, first: false, corrected: 0, longestWrong: 0, unreadable: 0 },
        ...{ incomplete: [], lateness: { count: 0, p50: 0, p99: 0 }, summed },
      },
      minute,
    );

  beforeAll(async () => {
    served = await overSockets(
      createDynamoDb({ clock: virtualClock(noon), random: seeded(3), account: "123456789012", region: "eu-west-1" }),
    );
  });
  afterAll(() => served.stop());
  beforeEach(async () => {
    const name = `inventory-${++tables}`;
    await served.createInventoryTable(name);
    inventory = { client: new DynamoDBClient(served.options), name };
  });

  it("are not believed before a sweep has seen to it that each environment has one: until then the rows are asked", async () => {
    await fill([...webLive, ...webBeta]);
    await sumUpAll(inventory, store(), ["web-beta"], webBeta, noon);
    expect(await said()).toEqual(asTheRowsSay);
    await sweep(false);
    expect(await said()).toEqual(asTheRowsSay);
    await sweep(true);
    expect(await said()).toEqual(asTheRowsSay.slice(0, 1));
  });

  it("are made by a sweep of what it passes, where there are none, and say what the rows say", async () => {
    await fill([...webLive, ...webBeta]);
    await sumUpAll(inventory, store(), ["web-gone"], webBeta, noon);
    const passed = passedEnvironments(inventory, store(), clock);
    await passed.pass(["", "web-live"]);
    await passed.pass(["web-beta"]);
    await sweep(true);
    expect([await summedEnvironments(inventory), await passed.unseen()]).toEqual([
      new Set(["web-beta", "web-gone", "web-live"]),
      ["web-gone"],
    ]);
    await sumUpAll(inventory, store(), await passed.unseen(), [], noon);
    expect(await said()).toEqual(asTheRowsSay);
  });

  it("are those of the newest read, whoever writes last; one of nothing shuts out what was read before", async () => {
    await sumUpAll(inventory, store(), ["web-beta"], webBeta, noon + 1);
    await sumUpAll(inventory, store(), ["web-beta"], [], noon);
    expect((await summaries(inventory)).map(({ releases }) => releases.length)).toEqual([1]);
    await sumUpAll(inventory, store(), ["web-beta"], [], noon + 3);
    await sumUpAll(inventory, store(), ["web-beta"], webBeta, noon + 2);
    expect(await summaries(inventory)).toEqual([
      { environment: "web-beta", releases: [], targetGroups: [], fronts: [] },
    ]);
  });

  it("know what a group launches of a template that is nobody's", async () => {
    const launching = group(
      "web",
      { environment: "web-live", side: "blue" },
      { launchTemplate: "lt-0f", launchTemplateVersion: "$Latest" },
    );
    await fill([
      launching,
      existing({ type: "launch-template", arn: template }, { name: "web", details: { latestVersion: 7 } }),
      existing({ type: "launch-template-version", arn: `${template}/7` }, { name: "web:7", version: "3" }),
    ]);
    const own = (await currentRows(inventory, "web-live")).filter(exists);
    const [summary] = await sumUpAll(inventory, store(), ["web-live"], own, noon);
    expect(summary?.releases).toMatchObject([{ side: "blue", version: "3", total: 0 }]);
  });
});
