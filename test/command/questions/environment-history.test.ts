import { describe, expect, it } from "vitest";
import { environmentHistory, launchTemplates, versionsOf } from "../../../command/questions/environment-history.ts";
import { isExisting } from "../../../src/inventory/attributes.ts";
import type { Revision } from "../../../src/inventory/model.ts";
import {
  existing,
  forward,
  group,
  here,
  listener,
  minute,
  noon,
  release,
  targetGroup,
  webLive,
} from "../../src/inventory/estate.ts";

const acting = { here, stack: "sarcelle-live" };
const blue = { environment: "web-live", side: "blue" } as const;
const green = { environment: "web-live", side: "green" } as const;
const by = (actor: string) => ({ by: "event", event: "a call", actor }) as const;
const at = (revision: Revision, number: number, minutes: number, actor: string): Revision => ({
  ...revision,
  number,
  trueFrom: noon + minutes * minute,
  cause: by(actor),
});
const launching = (name: string, owner: typeof blue | typeof green, launchTemplateVersion: string, desired = 2) =>
  group(name, owner, { launchTemplate: "lt-0a", launchTemplateVersion, desired });

const [template, first, second] = webLive.filter(({ ref }) => ref.type.startsWith("launch-template"));
if (template === undefined || first === undefined || second === undefined) throw new Error("The estate has changed.");

/** Ada registers it with release 1, puts release 2 on green, and turns the traffic there; version 2 is deleted by and by. */
const revisions: readonly Revision[] = [
  at(launching("web-green", green, "2", 0), 3, 20, "a policy"),
  at(launching("web-green", green, "$Latest"), 2, 10, "ada"),
  at(launching("web-green", green, "1", 0), 1, 5, "ada"),
  at(launching("web", blue, "1"), 1, 0, "terraform"),
  at(targetGroup("web", blue, {}), 1, 0, "terraform"),
  at(targetGroup("web-green", green, {}), 1, 0, "ada"),
  // Nobody's yet when the listener was made.
  at(listener("web", 80, {}, forward(["web", 1])), 1, 0, "terraform"),
  at(listener("web", 80, blue, forward(["web", 1])), 2, 1, "ada"),
  at(listener("web", 80, blue, forward(["web", 0], ["web-green", 1])), 3, 15, "bob"),
  at(template, 1, 0, "terraform"),
  first,
  second,
  { ...at(second, 2, 30, "ada"), facts: null },
];

describe("the history of an environment", () => {
  it("tells which release each side was given, where the traffic went, and who did it", () => {
    const one = { version: "1", commit: "1111111" };
    const two = { version: "2", commit: "2222222" };
    expect(environmentHistory(revisions, [], acting)).toEqual([
      { time: noon, side: "blue", what: "release", resource: "web", ...one, cause: by("terraform") },
      { time: noon, side: "blue", what: "traffic", resource: "web:80", percent: 100, ...one, cause: by("terraform") },
      { time: noon + 5 * minute, side: "green", what: "release", resource: "web-green", ...one, cause: by("ada") },
      { time: noon + 10 * minute, side: "green", what: "release", resource: "web-green", ...two, cause: by("ada") },
      {
        time: noon + 15 * minute,
        side: "green",
        what: "traffic",
        resource: "web:80",
        percent: 100,
        ...two,
        cause: by("bob"),
      },
    ]);
  });

  it("says of both sides how much of the traffic they have while a listener splits it, and when that changes", () => {
    const split = (number: number, blueWeight: number, minutes: number) =>
      at(listener("web", 80, blue, forward(["web", blueWeight], ["web-green", 10])), number, minutes, "bob");
    const splits = [split(4, 90, 40), split(5, 90, 45), split(6, 30, 50)];
    const told = environmentHistory([...revisions, ...splits], [], acting).filter(
      ({ time }) => time >= noon + 40 * minute,
    );
    expect(told.map(({ time, side, percent }) => [(time - noon) / minute, side, percent])).toEqual([
      [40, "blue", 90],
      [40, "green", 10],
      [50, "blue", 75],
      [50, "green", 25],
    ]);
  });

  it("takes what $Latest meant then, and knows no release of a version of which nothing was recorded", () => {
    const later = { ...template.facts, details: { ...template.facts.details, latestVersion: 3, versions: [1, 2, 3] } };
    const third = existing({ ...second.ref, arn: second.ref.arn.replace(/2$/, "3") }, { name: "web:3", ...release(3) });
    const green2 = (some: readonly Revision[]) =>
      environmentHistory(some, [], acting).find(({ time }) => time === noon + 10 * minute)?.version;
    const more = [...revisions, { ...at(template, 2, 12, "ada"), facts: later }, third];
    expect(green2(more)).toBe("2");
    expect(green2(more.filter(({ ref }) => ref.arn !== second.ref.arn))).toBe(null);
  });

  it("names the deployment that did it, and who asked for it", () => {
    const deployment = { id: "switch-1", action: "switch", requestedBy: "ann", startedAt: noon + 14 * minute };
    const deployments = [{ deployment, owner: "switch-1", entries: [], closedAt: noon + 16 * minute }];
    const own = revisions.map((each) =>
      each.cause.actor === "bob" ? { ...each, cause: by("sarcelle switch-1") } : each,
    );
    expect(environmentHistory(own, deployments, acting).map((event) => event.deployment)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      { id: "switch-1", requestedBy: "ann", undo: false },
    ]);
  });

  it("names the templates and versions that it needs, those that are gone included", () => {
    const groups = revisions.filter(({ ref }) => ref.type === "auto-scaling-group");
    expect(launchTemplates(groups, here)).toEqual([template.ref]);
    expect(versionsOf(revisions.filter(isExisting).filter(({ ref }) => ref.type === "launch-template"))).toEqual([
      first.ref,
      second.ref,
    ]);
  });
});
