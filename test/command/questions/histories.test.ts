import { describe, expect, it } from "vitest";
import { environmentHistoryAnswer, resourceHistoryAnswer } from "../../../command/questions/histories.ts";
import { UsageError } from "../../../command/usage-error.ts";
import { minute, noon, webLive } from "../../src/inventory/estate.ts";
import { past, reader, readerOf, text } from "./table-in-memory.ts";

describe("sarcelle history --environment", () => {
  it("prints which release each side was given and where the traffic went", async () => {
    const options = { ...text, environment: "web-live" };
    expect(await environmentHistoryAnswer(options, reader)).toBe(
      [
        "time                  side   what         version  commit   by",
        "────────────────────  ─────  ───────────  ───────  ───────  ─────────",
        "2026-01-01T12:00:00Z  blue   launches     1        1111111  not known",
        "2026-01-01T12:00:00Z  green  launches     2        2222222  not known",
        "2026-01-01T12:00:00Z  green  gets web:80  2        2222222  not known",
        "",
      ].join("\n"),
    );
    const [told] = JSON.parse(await environmentHistoryAnswer({ ...options, output: "json" }, reader));
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

  it("names the deployment, what it was the undo of, and who asked, however long their names", async () => {
    const caller = "arn:aws:sts::123456789012:assumed-role/deployers/ann";
    const deployments = [
      { id: "web-live-release-20260101T115900Z", requestedBy: "build 17", caller, startedAt: noon - minute },
    ].map((deployment) => ({ deployment: { ...deployment, action: "release" }, owner: deployment.id, entries: [] }));
    const actor = (name: string) => ({
      by: "event" as const,
      event: "ModifyListener",
      actor: `arn:aws:sts::123456789012:assumed-role/sarcelle-live-${name}/sarcelle-live-${name}`,
    });
    const rows = webLive.map((row) => ({
      ...row,
      cause: actor(row.ref.type === "listener" ? "moveTraffic" : "undoChanges"),
    }));
    const known = readerOf(rows, [], undefined, [], undefined, deployments);
    expect(await environmentHistoryAnswer({ ...text, environment: "web-live" }, known)).toBe(
      [
        "time                  side   what         version  commit   by",
        "────────────────────  ─────  ───────────  ───────  ───────  ──────────────────────────────────────────────────────────────────────",
        "2026-01-01T12:00:00Z  blue   launches     1        1111111  undo of web-live-release-20260101T115900Z, asked for by build 17 (ann)",
        "2026-01-01T12:00:00Z  green  launches     2        2222222  undo of web-live-release-20260101T115900Z, asked for by build 17 (ann)",
        "2026-01-01T12:00:00Z  green  gets web:80  2        2222222  web-live-release-20260101T115900Z, asked for by build 17 (ann)",
        "",
      ].join("\n"),
    );
    expect(await resourceHistoryAnswer({ ...text, resource: "web:80" }, known)).toMatch(
      /ModifyListener by web-live-release-20260101T115900Z, asked for by build 17 \(ann\); recorded/,
    );
  });

  it("refuses an environment of which nothing is known", async () => {
    await expect(environmentHistoryAnswer({ ...text, environment: "web-beta" }, readerOf(webLive))).rejects.toThrow(
      new UsageError("The inventory knows nothing of 'web-beta' yet. Next: sarcelle freshness"),
    );
  });
});

describe("sarcelle history --resource", () => {
  const story = [
    "instance arn:aws:ec2:eu-west-1:123456789012:instance/i-0e",
    "",
    "2026-01-01T12:00:00Z  appeared (revision 1): RunInstances by arn:aws:iam::123456789012:user/ada; recorded 0.5 s later",
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
    "2026-01-01T12:10:00Z  changed (revision 2): EC2 Instance State-change Notification; recorded 0.5 s later",
    "    state: pending → running",
    "",
    "2026-01-01T12:20:00Z  gone (revision 3): found by a sweep; recorded 1200.0 s later",
    "",
  ].join("\n");

  it.each(["i-0e", "arn:aws:ec2:eu-west-1:123456789012:instance/i-0e"])(
    "tells the story of %s, which is gone",
    async (resource) => {
      expect(await resourceHistoryAnswer({ ...text, resource }, past)).toBe(story);
    },
  );

  it.each([
    "web-green",
    "arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:0a1b-2c:autoScalingGroupName/web-green",
  ])("finds a group by %s", async (resource) => {
    const [entry, ...others] = JSON.parse(
      await resourceHistoryAnswer(
        { output: "json", resource },
        readerOf(webLive.filter(({ ref }) => ref.type !== "target-group")),
      ),
    );
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ number: 1, change: "appeared", trueFrom: "2026-01-01T12:00:00.000Z" });
  });

  it("asks which one is meant, and says what it does not know", async () => {
    await expect(resourceHistoryAnswer({ ...text, resource: "web-green" }, reader)).rejects.toThrow(
      /^'web-green' may be any of these; name one:\narn:.*\narn:.*$/,
    );
    await expect(resourceHistoryAnswer({ ...text, resource: "nothing" }, reader)).rejects.toThrow(
      "knows nothing of 'nothing'",
    );
    await expect(resourceHistoryAnswer({ ...text, resource: "arn:aws:s3:::bucket" }, reader)).rejects.toThrow(
      "The inventory holds no resources like arn:aws:s3:::bucket.",
    );
  });
});
