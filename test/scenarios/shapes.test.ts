/** Stacks as people publish them: each can be adopted, or is refused before the first change with words that say what to do. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "@sarcelle/playground/stacks";
import { describe, expect, inject, it } from "vitest";
import { rehearsedActs } from "../../command/rehearsal/acts.ts";
import { type Rehearsal, rehearseStack } from "../../command/rehearsal/rehearse.ts";

/** Beside the shapes that the playground can build there is one that it cannot. */
const folders = [join(import.meta.dirname, "../../playground/stacks/shapes"), join(import.meta.dirname, "shapes")];

const shapeNamed = (name: string) => {
  const file = folders.map((folder) => join(folder, `${name}.json`)).find(existsSync);
  if (file === undefined) throw new Error(`There is no shape '${name}'.`);
  return parseDocument(JSON.parse(readFileSync(file, "utf8")));
};

interface Shape {
  readonly name: string;
  readonly what: string;
  /** How it has to come out: "works", or what the refusal has to say. */
  readonly wanted: "works" | RegExp;
  readonly group?: string;
  readonly bootSeconds?: number;
}

const shapes: readonly Shape[] = [
  {
    name: "tagged-by-its-framework",
    what: "HTTPS, health checks of the load balancer, grace of 120 s, one or two instances, group metrics",
    wanted: "works",
  },
  {
    name: "several-listeners",
    what: "redirects, three TLS listeners, three target groups with names of 31 characters, fixed size",
    wanted: "works",
  },
  { name: "scales-by-a-quarter", what: "HTTPS only, alarms of CPU that scale by 25 %, notifications", wanted: "works" },
  {
    name: "a-single-instance",
    what: "fixed size 1, half an hour of grace for a boot of twenty minutes",
    wanted: "works",
    bootSeconds: 1_200,
  },
  {
    name: "off-at-night",
    what: "minimum 0, hooks, schedules to nothing, target tracking, predictive and step policies",
    wanted: "works",
  },
  { name: "mixed-instances", what: "minimum 0, weights, no grace, mixed instances", wanted: "works" },
  { name: "warm-pool", what: "minimum 0, a warm pool that takes instances back", wanted: "works" },
  {
    name: "hosts-to-one-target-group",
    what: "HTTP and HTTPS, rules by host to one target group, 404 for the rest",
    wanted: "works",
  },
  {
    name: "network",
    what: "a network load balancer: TCP checked by HTTP, TLS to TLS checked by TCP, across zones",
    wanted: "works",
  },
  {
    name: "two-groups-one-target-group",
    what: "two groups in one target group, internal, sticky sessions",
    wanted: /ss-secondary/,
    group: "ss-primary",
  },
  {
    name: "targets-by-hand",
    what: "targets registered by their ids, twenty rules",
    wanted: /3 targets that somebody registered by their ids.*make a launch template.*deregister-targets/,
  },
  {
    name: "launch-configuration",
    what: "a launch configuration, and a classic load balancer beside the application load balancer",
    wanted: /LaunchConfigurationName = .*create-launch-template.*LoadBalancerNames = .*detach-load-balancers/,
  },
];

const rehearsed = ({ name, group, bootSeconds = 60 }: Shape): Promise<Rehearsal> =>
  rehearseStack(shapeNamed(name), { template: inject("template"), group, bootSeconds });

/** What of it is not as wanted; nothing if it is. */
const shortcomings = ({ wanted }: Shape, { refused, acts, wrong }: Rehearsal): readonly string[] => {
  if (wanted === "works")
    return acts.length === rehearsedActs.length ? wrong : [...wrong, `only ${acts.length} acts were played`];
  if (refused === null) return ["not refused", ...wrong];
  return wanted.test(refused.message) ? [] : [`refused with other words: ${refused.message}`];
};

describe("a published stack", () => {
  it.each(shapes)("$name: $what", async (shape) => {
    expect(shortcomings(shape, await rehearsed(shape))).toEqual([]);
  });
});
