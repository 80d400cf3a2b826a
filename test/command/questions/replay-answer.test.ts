import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { replay } from "../../../command/questions/replay.ts";
import { replayAnswer } from "../../../command/questions/replay-answer.ts";
import { here, instance, minute, noon } from "../../src/inventory/estate.ts";
import { memoryStore } from "../../src/inventory/memory-store.ts";
import { text } from "./table-in-memory.ts";

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
    const { text: told, isHeard } = await replayAnswer(folder, text, replayer());
    expect(isHeard).toBe(true);
    const lines = told.split("\n");
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
    const one = await replayAnswer(join(folder, "1-event.json"), { output: "json" }, replayer());
    expect(JSON.parse(one.text)).toEqual([{ from: "1-event.json", kind: "recorded" }]);
  });

  it("refuses what cannot be read", async () => {
    await expect(replayAnswer(join(folder, "none"), text, replayer())).rejects.toThrow(/^Cannot read .*none: ENOENT/);
  });
});
