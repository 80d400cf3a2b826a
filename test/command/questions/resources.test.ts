import { describe, expect, it } from "vitest";
import type { InventoryReader } from "../../../command/questions/reader.ts";
import { type InventoryOptions, inventoryAnswer } from "../../../command/questions/resources.ts";
import { UsageError } from "../../../command/usage-error.ts";
import { webBeta } from "../../src/inventory/estate.ts";
import { past, reader, text } from "./table-in-memory.ts";

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
    const options = { output: "json", release: "2", side: "green", type: "instance" } as const;
    const found = JSON.parse(await inventoryAnswer(options, sparing)).map(({ arn }: { arn: string }) => arn);
    expect(found.length).toBeGreaterThan(0);
    expect(asked.toSorted()).toEqual(found.toSorted());
  });

  it("prints a table", async () => {
    const options = { ...text, environment: "web-live", side: "green", type: "instance", release: "2" } as const;
    expect(await inventoryAnswer(options, reader)).toBe(
      [
        "environment  side   type      id    version  commit   state    zone        address    image  since",
        "───────────  ─────  ────────  ────  ───────  ───────  ───────  ──────────  ─────────  ─────  ────────────────────",
        "web-live     green  instance  i-0b  2        2222222  running  eu-west-1a  10.0.0.11  ami-2  2026-01-01T12:00:00Z",
        "web-live     green  instance  i-0c  2        2222222  running  eu-west-1b  10.0.0.12  ami-2  2026-01-01T12:00:00Z",
        "",
      ].join("\n"),
    );
  });

  it("prints JSON with everything that is known", async () => {
    const [listed, ...others] = JSON.parse(
      await inventoryAnswer({ output: "json", environment: "web-beta", type: "instance" }, reader),
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

  it.each<[format: InventoryOptions["format"], expected: RegExp]>([
    ["csv", /^environment,side,.*\r\nweb-beta,blue,instance,i-0d,.*\r\n$/s],
    ["ansible", /^\{\n {2}"_meta": \{\n {4}"hostvars": \{\n {6}"i-0d": /],
    ["prometheus-sd", /^\[\n {2}\{\n {4}"targets": \[\n {6}"10\.0\.0\.13"\n/],
  ])("prints the format %s, and nothing else", async (format, expected) => {
    expect(await inventoryAnswer({ ...text, environment: "web-beta", type: "instance", format }, reader)).toMatch(
      expected,
    );
  });

  it("says what was true at a time, and what it said itself at that time", async () => {
    const states = async (options: Partial<InventoryOptions>) => {
      const listed = JSON.parse(
        await inventoryAnswer({ output: "json", environment: "web-beta", type: "instance", ...options }, past),
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
    [{ asOf: "yesterday" }, "--as-of yesterday: expected a time such as 2026-01-31T15:04:05Z."],
    [{ asOf: "2026-13-01" }, "--as-of 2026-13-01: expected a time"],
    [{ asOf: "2026-01-02" }, "--as-of 2026-01-02 is in the future; it is now 2026-01-01T13:00:00.000Z."],
  ])("refuses %j", async (options, message) => {
    await expect(inventoryAnswer({ ...text, ...options }, reader)).rejects.toThrow(UsageError);
    await expect(inventoryAnswer({ ...text, ...options }, reader)).rejects.toThrow(message);
  });
});
