import { expect, it } from "vitest";
import type { Change } from "../../../src/changes/change.ts";
import { permissionFor } from "../../../src/deployment/undo.ts";
import type { GroupView, SideView, View } from "../../../src/deployment/view.ts";
import { zonesShort } from "../../../src/deployment/zones.ts";
import { inZones, side, uneven, view, wait } from "./world.ts";

const http = ["arn:tg/http-green"];
const seen = (blue: SideView, green: SideView, zonal?: readonly string[]): View => {
  const world = view("blue", blue, green);
  return zonal === undefined ? world : { ...world, loadBalancer: { ...world.loadBalancer, zonal } };
};

const launched = { id: "lt-web-green", version: "2" };

/** The side, whose instances are changed by their places. */
const changed = (whole: SideView, of: (index: number) => Partial<GroupView["instances"][number]>): SideView => ({
  ...whole,
  group: { ...whole.group, instances: whole.group.instances.map((each, index) => ({ ...each, ...of(index) })) },
});
const running = (whole: SideView, version: (index: number) => string) =>
  changed(whole, (index) => ({ launchTemplate: { id: "lt-web-green", version: version(index) } }));
const weighing = (whole: SideView, ...weights: readonly number[]) =>
  changed(whole, (index) => ({ weight: weights[index] ?? 1 }));

it.each<[string, SideView, SideView, number, readonly string[] | undefined]>([
  ["each zone has its part", inZones("blue", "a", "b"), inZones("green", "b", "a", "c"), 2, http],
  [
    "the group is as evenly spread as Auto Scaling does it",
    inZones("blue", "a", "a", "b", "c"),
    inZones("green", "a", "b", "b", "c"),
    4,
    http,
  ],
  ["a share is small", inZones("blue", "a", "a", "b", "b"), inZones("green", "a", "b"), 1, http],
  ["one of the zones has lost its instances", inZones("blue", "a"), inZones("green", "a", "a", "b", "b"), 4, http],
  ["nothing answers in any zone of the other side", side("blue", []), inZones("green", "a"), 4, http],
  ["zones do not count", inZones("blue", "a", "b"), inZones("green", "c", "c"), 2, undefined],
  ["those of the other target group count", inZones("blue", "a", "b"), inZones("green", "c", "c"), 2, ["arn:tg/else"]],
  [
    "less than one instance lacks, which weighs so much",
    weighing(inZones("blue", "a", "b", "c"), 4, 4, 2),
    weighing(inZones("green", "a", "b", "c"), 4, 2, 4),
    10,
    http,
  ],
])("nothing is short of a zone where %s", (_, blue, green, units, zonal) => {
  const world = seen(blue, green, zonal);
  expect(zonesShort(world, { to: world.sides.green, from: world.sides.blue, units })).toBeUndefined();
});

it.each<[string, SideView, number, string]>([
  [
    "it has nothing in it",
    inZones("green", "b", "b", "c"),
    3,
    "a, where blue answers: found b 2, c 1, expected 1 in each",
  ],
  [
    "it has less than the zone's part of all connections, though enough in all",
    inZones("green", "a", "b", "b", "b", "c", "c"),
    6,
    "a, where blue answers: found a 1, b 3, c 2, expected 2 in each",
  ],
  [
    "it has less than that of a share",
    inZones("green", "a", "a", "b", "c", "c"),
    6,
    "b, where blue answers: found a 2, b 1, c 2, expected 2 in each",
  ],
  [
    "a whole instance lacks, by weight",
    weighing(inZones("green", "a", "b", "c"), 4, 4, 1),
    18,
    "c, where blue answers: found a 4, b 4, c 1, expected 3 in each",
  ],
])("a zone in which the side with the traffic answers is short where %s", (_, green, units, said) => {
  const world = seen(inZones("blue", "a", "b", "c"), green, http);
  expect(zonesShort(world, { to: world.sides.green, from: world.sides.blue, units })).toBe(
    `http-green has too few healthy in ${said}, since with cross-zone load balancing off each zone's targets get all that comes there (let the group launch in those zones, or switch it on)`,
  );
});

it("what runs another version, is not in service or is not healthy counts in no zone", () => {
  const whole = running(inZones("green", "a", "b", "c"), (index) => (index === 0 ? "1" : "2"));
  const leaving = changed(whole, (index) => (index === 1 ? { lifecycleState: "Terminating" } : {}));
  const [first, second] = leaving.targetGroups;
  if (first === undefined || second === undefined) throw new Error("a side has two target groups");
  const sick = {
    ...first,
    targets: first.targets.map((each) => (each.id === "i-2" ? { ...each, state: "unhealthy" } : each)),
  };
  const world = seen(inZones("blue", "a", "b", "c"), uneven(leaving, sick, second), http);
  const crossing = { to: world.sides.green, from: world.sides.blue, units: 3 };
  expect(zonesShort(world, { ...crossing, launched })).toContain("in a, b, c, where blue answers: found nothing");
  expect(zonesShort(world, crossing)).toContain("in c, where blue answers: found a 1, b 1, expected 1 in each");
  const fit = seen(
    inZones("blue", "a", "b", "c"),
    running(inZones("green", "a", "b", "c"), () => "2"),
    http,
  );
  expect(zonesShort(fit, { to: fit.sides.green, from: fit.sides.blue, units: 3, launched })).toBeUndefined();
});

it("a rollback waits for the zones in which the other side answers, unless that is not fit to carry the traffic", () => {
  const back: Change = {
    resource: { kind: "listener", id: "arn:listener/http" },
    before: null,
    after: { actions: view("blue").listeners[0]?.actions ?? [] },
  };
  const zonal = (blue: SideView, green: SideView, elapsed = 10) => {
    const held = { ...blue, group: { ...blue.group, min: 4 } };
    const world = view("green", held, green);
    const loadBalancer = { ...world.loadBalancer, zonal: ["arn:tg/http-blue"] };
    return permissionFor(back, { ...world, loadBalancer }, wait(elapsed));
  };
  const lame = inZones("blue", "a", "a", "b", "b");
  const whole = inZones("green", "a", "b", "c", "c");
  const short =
    "http-blue 4 of 4 healthy, https-blue 4 of 4 healthy, 4 needed; http-blue has too few healthy in c, where green answers: found a 2, b 2, expected 1 in each, since";
  expect(zonal(lame, whole)).toEqual({
    kind: "later",
    reason: expect.stringContaining(`traffic cannot move back to blue yet: ${short}`),
    lookAgainInSeconds: 10,
  });
  expect(zonal(lame, whole, 600)).toEqual({
    kind: "stop",
    reason: expect.stringContaining("green carries the traffic and keeps it"),
  });
  expect(zonal(inZones("blue", "a", "b", "b", "c"), whole)).toEqual({ kind: "now" });
  const sick = { ...whole, group: { ...whole.group, min: 8 } };
  expect(zonal(lame, sick)).toEqual({ kind: "now" });
});
