import { describe, expect, it } from "vitest";
import { versionsText } from "../../../../command/formats/inventory-text.ts";
import { decide } from "../../../../src/inventory/decide.ts";
import { exists, type Row } from "../../../../src/inventory/model.ts";
import { versionsAmong } from "../../../../src/inventory/queries/versions.ts";
import { forward, group, instance, listener, minute, noon, release, rule, webBeta, webLive } from "../estate.ts";

const summary = (resources: Parameters<typeof versionsAmong>[0]) =>
  versionsAmong(resources).map(
    ({ environment, side, version, healthy, total, active }) =>
      `${environment} ${side} ${version} ${healthy}/${total} ${active ? "active" : "idle"}`,
  );

describe("versions", () => {
  it("says of every side what runs there, how much of it is healthy, and who has the traffic", () => {
    expect(versionsAmong([...webLive, ...webBeta])).toEqual([
      {
        environment: "web-beta",
        side: "blue",
        version: "1",
        commit: "1111111",
        since: noon,
        healthy: 1,
        total: 1,
        active: true,
        traffic: [{ arn: expect.stringContaining("listener/app/beta/"), percent: 100 }],
      },
      // Empty: what its group would launch.
      {
        environment: "web-live",
        side: "blue",
        version: "1",
        commit: "1111111",
        since: noon,
        healthy: 0,
        total: 0,
        active: false,
        traffic: [{ arn: expect.stringContaining("listener/app/web/"), percent: 0 }],
      },
      {
        environment: "web-live",
        side: "green",
        version: "2",
        commit: "2222222",
        since: noon,
        healthy: 1,
        total: 2,
        active: true,
        traffic: [{ arn: expect.stringContaining("listener/app/web/"), percent: 100 }],
      },
    ]);
  });

  it("shows both releases of a side that is being replaced", () => {
    const other = instance("i-0e", { environment: "web-live", side: "green", ...release(3) });
    expect(summary([...webLive, other])).toEqual([
      "web-live blue 1 0/0 idle",
      "web-live green 2 1/2 active",
      "web-live green 3 0/1 active",
    ]);
  });

  it("counts no instance that is shutting down", () => {
    const dying = instance(
      "i-0e",
      { environment: "web-live", side: "green", ...release(3) },
      { state: "shutting-down" },
    );
    expect(summary([...webLive, dying])).toEqual(summary(webLive));
  });

  it("takes both sides for active while the listeners do not agree", () => {
    const second = listener("web", 443, { environment: "web-live" }, forward(["web", 1]));
    expect(summary([...webLive, second])).toEqual(["web-live blue 1 0/0 active", "web-live green 2 1/2 active"]);
  });

  it.each<
    [what: string, weights: readonly (readonly [blue: number, green: number])[], blueCell: string, greenCell: string]
  >([
    ["all", [[0, 1]], "no", "yes"],
    ["a part of all", [[90, 10]], "90 %", "10 %"],
    ["hardly anything", [[999, 1]], "99 %", "1 %"],
    [
      "another part of each listener",
      [
        [90, 10],
        [100, 0],
      ],
      "90 to 100 %",
      "0 to 10 %",
    ],
    [
      "one listener and not the other",
      [
        [0, 1],
        [1, 0],
      ],
      "0 to 100 %",
      "0 to 100 %",
    ],
  ])("shows that a side has %s of the traffic, with the weights", (_, weights, blueCell, greenCell) => {
    const withoutFront = webLive.filter(({ ref }) => ref.type !== "listener" && ref.type !== "listener-rule");
    const fronts = weights.map(([blue, green], index) =>
      listener("web", 80 + index, { environment: "web-live" }, forward(["web", blue], ["web-green", green])),
    );
    const lines = versionsText(versionsAmong([...withoutFront, ...fronts]))
      .split("\n")
      .slice(2);
    expect(lines.map((line) => line.split(/ {2,}/)[2])).toEqual([blueCell, greenCell]);
  });

  it("counts a listener of the environment that answers by itself: no side has all of the traffic", () => {
    const fixed = listener("web", 443, { environment: "web-live" }, [{ Type: "fixed-response" }]);
    const lines = versionsText(versionsAmong([...webLive, fixed]))
      .split("\n")
      .slice(2);
    expect(lines.map((line) => line.split(/ {2,}/)[2])).toEqual(["no", "0 to 100 %"]);
  });

  it("reads who is active from rules as well, but not from those of placeholder listeners", () => {
    const withoutFront = webLive.filter(({ facts }) => facts.name !== "web:80");
    const front = listener("web", 80, {}, [{ Type: "fixed-response" }]);
    const placeholder = listener("web", 9080, { environment: "web-live", side: "blue" }, []);
    const resources = [
      ...withoutFront,
      front,
      rule(front, "10", { environment: "web-live" }, forward(["web-green", 1])),
      rule(placeholder, "10", { environment: "web-live" }, forward(["web", 1])),
    ];
    expect(summary(resources)).toEqual(["web-live blue 1 0/0 idle", "web-live green 2 1/2 active"]);
  });

  it("has a release for as long as the group names its template version, whatever else of the group has changed", () => {
    const { ref } = group("beta", {});
    const lives: Row[] = [];
    const live = (minutesAgo: number, launchTemplateVersion: string, desired: number) => {
      const time = noon - minutesAgo * minute;
      const details = { launchTemplate: "lt-0a", launchTemplateVersion, desired };
      const facts = { name: "beta", tags: {}, environment: "web-beta", side: "blue", details } as const;
      const decision = decide(lives.at(-1), { ref, readAt: time, facts }, [], time);
      if (decision.kind === "record") lives.push(decision.row);
    };
    live(90, "1", 2);
    live(60, "2", 2);
    live(30, "1", 0);
    live(20, "1", 4);
    live(10, "1", 2);
    const others = [...webBeta.filter((each) => each.ref.type !== "auto-scaling-group"), ...webLive];
    const since = lives
      .filter(exists)
      .map(
        (life) => versionsAmong([...others, life]).find(({ environment }) => environment === "web-beta")?.since ?? 0,
      );
    // In between the group launched something else than what its instance, launched at noon, has.
    expect(since.map((time) => (noon - time) / minute)).toEqual([90, 0, 30, 30, 30]);
  });

  it("takes the first launch where the instances are not of the release that the group launches", () => {
    const [, , , , one] = webBeta;
    const others = webBeta.filter((each) => each !== one);
    const older = instance(
      "i-0d",
      { environment: "web-beta", side: "blue", ...release(7) },
      { launchedAt: "2025-12-24T00:00:00Z" },
    );
    expect(versionsAmong([...others, ...webLive, older])[0]).toMatchObject({
      version: "7",
      since: Date.UTC(2025, 11, 24),
    });
  });

  it("has a release for as long as its oldest instance, where the inventory is younger than that", () => {
    const others = webBeta.filter(({ ref }) => ref.type !== "instance");
    const older = instance(
      "i-0d",
      { environment: "web-beta", side: "blue", ...release(1) },
      { launchedAt: "2025-12-24T00:00:00Z" },
    );
    expect(versionsAmong([...others, ...webLive, older])[0]).toMatchObject({
      version: "1",
      since: Date.UTC(2025, 11, 24),
    });
  });

  it("knows no release of instances without Sarcelle's tags", () => {
    expect(versionsAmong([instance("i-0d", { environment: "old", side: "blue" })])).toEqual([
      {
        environment: "old",
        side: "blue",
        version: null,
        commit: null,
        since: noon,
        healthy: 1,
        total: 1,
        active: false,
        traffic: [],
      },
    ]);
  });
});
