import { describe, expect, it } from "vitest";
import { reportSchema, reportsOf } from "../../../../src/inventory/elsewhere/report.ts";
import type { SideRelease } from "../../../../src/inventory/queries/versions.ts";

const at = { stack: "sarcelle-live", asOf: 1_000 };
const release = (environment: string, side: "blue" | "green" = "blue"): SideRelease => ({
  ...{ environment, side, version: "1", commit: "1111111", since: 0, healthy: 2, total: 2, active: true },
  traffic: [{ arn: "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/web/1/2", percent: 100 }],
});
const told = ({ environment: _, ...side }: SideRelease) => side;

describe("the reports of environments", () => {
  it("say all of each that was looked at, and of one that has nothing any more, that", () => {
    const [blue, green] = [release("web-live"), release("web-live", "green")];
    expect(reportsOf(["web-live", "web-beta", ""], [blue, green], at)).toEqual([
      {
        ...at,
        environments: [
          { environment: "web-live", sides: [told(blue), told(green)] },
          { environment: "web-beta", sides: [] },
        ],
      },
    ]);
  });

  it("say which there are once everything was looked at, last", () => {
    const reports = reportsOf(["a", "b"], [release("a"), release("b")], { ...at, all: ["a", "b"] });
    expect(reports.map(({ environments, all }) => [environments.length, all])).toEqual([
      [2, undefined],
      [0, ["a", "b"]],
    ]);
    expect(reportsOf([], [], { ...at, all: [] })).toEqual([{ ...at, environments: [], all: [] }]);
  });

  it("are no larger than an event may be, and lose nothing", () => {
    const releases = Array.from({ length: 2_000 }, (_, index) => release(`environment-${index}`));
    const names = releases.map(({ environment }) => environment);
    const reports = reportsOf(names, releases, { ...at, all: names });
    expect(reports.every((report) => Buffer.byteLength(JSON.stringify(report)) < 200_000)).toBe(true);
    expect(reports.flatMap(({ environments }) => environments)).toHaveLength(2_000);
    expect(reports.map((report) => reportSchema.parse(JSON.parse(JSON.stringify(report))))).toEqual(reports);
  });

  it("of a later version are read, whatever it says besides", () => {
    expect(reportSchema.parse({ ...at, environments: [], mood: "good" })).toEqual({ ...at, environments: [] });
  });
});
