import { describe, expect, it } from "vitest";
import type { State } from "../../../src/changes/change.ts";
import { fenced } from "../../../src/changes/fence.ts";
import type { Kinds } from "../../../src/changes/resource-kind.ts";
import { ownerIn } from "../../../src/deployment/ownership-tags.ts";

const ofGroup = (id: string) => ({ kind: "auto-scaling-group", id: id.split("/")[0] ?? "" }) as const;

/** Kinds that remember what is read and written; the states by `kind id`. */
const remembering = (states: Readonly<Record<string, State>>) => {
  const done: string[] = [];
  const kind = (name: string) => ({
    async read(id: string) {
      done.push(`read ${name} ${id}`);
      return states[`${name} ${id}`] ?? null;
    },
    async write(id: string) {
      done.push(`write ${name} ${id}`);
    },
  });
  const kinds: Kinds = {
    "auto-scaling-group": kind("auto-scaling-group"),
    "scaling-policy": { ...kind("scaling-policy"), belongsTo: ofGroup },
    "target-group": kind("target-group"),
    tags: kind("tags"),
    listener: kind("listener"),
    "listener-rule": kind("listener-rule"),
  };
  const isRegistered = (arn: string) => arn.endsWith("/ours");
  return { done, kinds: fenced(kinds, { environment: "web-live", ownerIn, isRegistered }) };
};

const tag = "sarcelle:environment";

describe("the fence around an environment", () => {
  it.each([
    ["target-group", "web-green", { "target-group web-green": { Tags: { [tag]: "web-live" } } }],
    ["target-group", "made-now", {}],
    ["tags", "autoscaling:web", { "tags autoscaling:web": { service: "web" } }],
    ["tags", "autoscaling:web", { "tags autoscaling:web": { [tag]: "web-live" } }],
    ["scaling-policy", "web/out", { "auto-scaling-group web": { Tags: { [tag]: { Value: "web-live" } } } }],
    ["listener", "app/web/ours", {}],
    ["listener-rule", "app/web/ours", {}],
  ] as const)("lets what is the environment's, or nobody's yet, be written: %s %s", async (kind, id, states) => {
    const { kinds, done } = remembering(states);
    await kinds[kind]?.write(id, null, null);
    expect(done.at(-1)).toBe(`write ${kind} ${id}`);
  });

  it.each([
    ["target-group", "web-green", { "target-group web-green": { Tags: { [tag]: "shop-live" } } }],
    ["tags", "autoscaling:web", { "tags autoscaling:web": { [tag]: "shop-live" } }],
    ["scaling-policy", "web/out", { "auto-scaling-group web": { Tags: { [tag]: { Value: "shop-live" } } } }],
  ] as const)("does not let another's be written: %s %s", async (kind, id, states) => {
    const { kinds, done } = remembering(states);
    await expect(kinds[kind]?.write(id, null, null)).rejects.toThrow(
      expect.objectContaining({
        name: "Conflict",
        message: `${kind} ${id} is environment 'shop-live''s by its tags; nothing was written.`,
      }),
    );
    expect(done.filter((call) => call.startsWith("write"))).toEqual([]);
  });

  it.each(["listener", "listener-rule"] as const)("does not let a %s be moved that is not registered", async (kind) => {
    const { kinds, done } = remembering({});
    await expect(kinds[kind]?.write("app/web/theirs", {}, {})).rejects.toThrow(
      `${kind} app/web/theirs is none that environment 'web-live' registers; nothing was written.`,
    );
    expect(done).toEqual([]);
  });

  it("looks up once whose a group is, for all of its parts", async () => {
    const { kinds, done } = remembering({ "auto-scaling-group web": { Tags: { [tag]: { Value: "web-live" } } } });
    for (const policy of ["out", "in"]) await kinds["scaling-policy"]?.write(`web/${policy}`, null, {});
    expect(done).toEqual([
      "read auto-scaling-group web",
      "write scaling-policy web/out",
      "write scaling-policy web/in",
    ]);
  });
});
