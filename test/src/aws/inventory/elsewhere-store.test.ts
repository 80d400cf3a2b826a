import { describe, expect, it } from "vitest";
import { heardElsewhere, hearReport } from "../../../../src/aws/inventory/elsewhere-store.ts";
import { memoryTable } from "../memory-table.ts";

const day = 86_400_000;
const began = Date.UTC(2026, 0, 1);
const us = { account: "123456789012", region: "us-east-1", stack: "sarcelle-live" };
const them = { account: "210987654321", region: "eu-west-1", stack: "sarcelle-live" };
const side = { side: "blue" as const, commit: null, since: 0, healthy: 1, total: 1, active: true, traffic: [] };
const report = (at: number, version: string, ...names: readonly string[]) => ({
  stack: "sarcelle-live",
  asOf: began + at,
  environments: names.map((environment) => ({ environment, sides: [{ ...side, version }] })),
});
const whole = (at: number, ...all: readonly string[]) => ({ ...report(at, ""), all: [...all] });

const heard = async (table: Awaited<ReturnType<typeof memoryTable>>, now = began) => {
  const { environments, installations } = await heardElsewhere(table, now);
  return {
    environments: environments.map(
      ({ account, environment, sides }) => `${account} ${environment} ${sides[0]?.version}`,
    ),
    installations: installations.map(({ account, completeAsOf }) => `${account} ${completeAsOf - began}`),
  };
};

describe("what other installations tell", () => {
  it("is kept by account, region and installation: two may have an environment of one name", async () => {
    const table = await memoryTable();
    await hearReport(table, us, report(1, "1", "web-live"));
    await hearReport(table, them, report(1, "2", "web-live"));
    expect((await heard(table)).environments).toEqual(["123456789012 web-live 1", "210987654321 web-live 2"]);
  });

  it("is the newest of each environment, in whatever order it comes, and however often", async () => {
    const table = await memoryTable();
    for (const [at, version] of [
      [2, "2"],
      [1, "1"],
      [3, "3"],
      [2, "2"],
      [3, "3"],
    ] as const)
      await hearReport(table, us, report(at, version, "web-live"));
    expect((await heard(table)).environments).toEqual(["123456789012 web-live 3"]);
  });

  it("ends with what the installation has no more, and nothing that comes late brings it back", async () => {
    const table = await memoryTable();
    await hearReport(table, us, report(1, "1", "web-live", "web-beta"));
    await hearReport(table, them, report(1, "1", "web-beta"));
    await hearReport(table, us, report(5, "1", "web-new"));
    await hearReport(table, us, whole(3, "web-live"));
    await hearReport(table, us, report(2, "1", "web-beta"));
    expect(await heard(table)).toEqual({
      environments: ["123456789012 web-live 1", "123456789012 web-new 1", "210987654321 web-beta 1"],
      installations: ["123456789012 3"],
    });
  });

  it("is forgotten once its installation has told nothing for a month", async () => {
    const table = await memoryTable();
    await hearReport(table, us, report(0, "1", "web-live"));
    await hearReport(table, us, whole(0, "web-live"));
    expect((await heard(table, began + 29 * day)).environments).toHaveLength(1);
    expect(await heard(table, began + 31 * day)).toEqual({ environments: [], installations: [] });
  });
});
