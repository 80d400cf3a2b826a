import { expect, it } from "vitest";
import type { SideView, View } from "../../../src/deployment/view.ts";
import { zonesShort } from "../../../src/deployment/zones.ts";
import { healthyTargets, side, view } from "./world.ts";

/** A side with an instance in each of these zones, all of them healthy. */
const inZones = (name: "blue" | "green", ...zones: readonly string[]): SideView => {
  const one = side(name, healthyTargets(zones.length));
  const instances = one.group.instances.map((instance, index) => ({ ...instance, zone: zones[index] ?? "?" }));
  return { ...one, group: { ...one.group, instances } };
};

const seen = (blue: SideView, green: SideView, zonal?: readonly string[]): View => {
  const world = view("blue", blue, green);
  return zonal === undefined ? world : { ...world, loadBalancer: { ...world.loadBalancer, zonal } };
};
const http = ["arn:tg/http-blue", "arn:tg/http-green"];

it.each([
  ["each zone has one", seen(inZones("blue", "a", "b"), inZones("green", "b", "a", "c"), http)],
  ["zones do not count", seen(inZones("blue", "a", "b"), inZones("green", "c", "c"))],
])("nothing is short of a zone where %s", (_, world) => {
  expect(zonesShort(world, world.sides.green, world.sides.blue)).toBeUndefined();
});

it("a zone in which only the side with the traffic answers is said, with what was found and what to do", () => {
  const world = seen(inZones("blue", "a", "b"), inZones("green", "b", "c"), http);
  expect(zonesShort(world, world.sides.green, world.sides.blue)).toBe(
    "http-green has no healthy target in a, where blue has (found b, c). With cross-zone load balancing off, connections that come to such a zone would fail: expected one in each, or cross-zone load balancing switched on",
  );
});
