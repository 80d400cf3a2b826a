import { beforeEach, describe, expect, it } from "vitest";
import { replay, savedEvents } from "../../../command/questions/replay.ts";
import { groupRef, instanceRef } from "../../../src/inventory/arn.ts";
import { collect, type Message } from "../../../src/inventory/collect.ts";
import { hearText } from "../../../src/inventory/events/hear.ts";
import { lookAgainEvent } from "../../../src/inventory/events/own.ts";
import type { Hint } from "../../../src/inventory/hint.ts";
import type { Facts, TypedArn } from "../../../src/inventory/model.ts";
import type { Ports } from "../../../src/inventory/ports.ts";
import { memoryStore } from "./memory-store.ts";

const start = Date.UTC(2026, 0, 1);
const here = { account: "123456789012", region: "eu-west-1" };
const instance = (id: string): TypedArn => instanceRef(here, id);
const group: TypedArn = groupRef(here, "web");
const loadBalancer: TypedArn = {
  type: "load-balancer",
  arn: "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/1",
};
const listener: TypedArn = {
  type: "listener",
  arn: "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/web/1/2",
};
const facts = (details: Facts["details"], more: Partial<Facts> = {}): Facts => ({
  name: "",
  tags: {},
  ...more,
  details,
});

let now: number;
let memory: ReturnType<typeof memoryStore>;
let world: Map<string, Facts>;
let members: Map<string, readonly TypedArn[]>;
let broken: Map<string, string>;
let described: TypedArn[][];
let again: { hints: readonly Hint[]; delay: number }[];
let meanwhile: () => Promise<void>;
let ports: Ports;

beforeEach(() => {
  now = start;
  memory = memoryStore();
  meanwhile = async () => {};
  [world, members, broken, described, again] = [new Map(), new Map(), new Map(), [], []];
  ports = {
    store: memory.store,
    here,
    now: () => now,
    pause: async (duration) => {
      now += duration;
      await meanwhile();
    },
    lookAgain: async (hints, delay) => {
      again.push({ hints, delay });
    },
    describe: async (refs) => {
      described.push([...refs]);
      const failing = refs.filter(({ arn }) => broken.has(arn));
      return {
        sightings: refs
          .filter(({ arn }) => !broken.has(arn))
          .map((ref) => ({ ref, readAt: now, facts: world.get(ref.arn) ?? null })),
        members,
        failures: failing.map((ref) => ({ ref, why: broken.get(ref.arn) ?? "" })),
      };
    },
  };
});

let ids = 0;
const event = (source: string, type: string, resources: readonly string[], detail: object, time = now): Message => ({
  id: `message-${ids++}`,
  body: JSON.stringify({
    id: `event-${ids}`,
    source,
    "detail-type": type,
    ...here,
    time: new Date(time).toISOString(),
    resources,
    detail,
  }),
});
const state = (id: string, value: string, time = now) =>
  event(
    "aws.ec2",
    "EC2 Instance State-change Notification",
    [instance(id).arn],
    { "instance-id": id, state: value },
    time,
  );
const launched = (id: string) =>
  event("aws.autoscaling", "EC2 Instance Launch Successful", [], { AutoScalingGroupName: "web", EC2InstanceId: id });
const kinds = async (...messages: Message[]) => (await collect(messages, ports)).outcomes.map(({ kind }) => kind);
const shown = (ref: TypedArn) => memory.rows.get(ref.arn)?.facts?.details;

describe("a batch", () => {
  it("describes each resource once, however many events name it", async () => {
    world.set(instance("i-0a").arn, facts({ state: "running" }));
    world.set(group.arn, facts({ desired: 1 }));
    const batch = [state("i-0a", "pending"), state("i-0a", "running"), launched("i-0a"), launched("i-0a")];
    expect(await kinds(...batch)).toEqual(["recorded", "recorded", "recorded", "recorded"]);
    expect(described).toEqual([[instance("i-0a"), group]]);
  });

  it("takes in what it can: what is broken is counted, what is throttled comes back, the rest is recorded", async () => {
    world.set(instance("i-0a").arn, facts({ state: "running" }));
    broken.set(instance("i-0b").arn, "Throttled: slow down");
    const foreign = { ...state("i-0a", "running") };
    const batch = [
      { id: "torn", body: '{"source":' },
      state("i-0b", "running"),
      event("aws.health", "AWS Health Event", [], {}),
      { ...foreign, body: foreign.body.replaceAll("123456789012", "210987654321") },
      state("i-0a", "running"),
    ];
    expect((await collect(batch, ports)).outcomes.map(({ kind, why }) => [kind, why])).toEqual([
      ["rejected", expect.stringContaining("not JSON")],
      ["again", "Throttled: slow down"],
      ["ignored", "unknown event 'AWS Health Event' of 'aws.health'"],
      ["ignored", "of another account or region than 123456789012 in eu-west-1"],
      ["recorded", undefined],
    ]);
  });

  it("looks once more, in a moment, at what shows nothing of an event that has just happened", async () => {
    world.set(instance("i-0a").arn, facts({ state: "running" }));
    world.set(instance("i-0b").arn, facts({ state: "running" }));
    await kinds(state("i-0a", "running"), state("i-0b", "running"));
    now += 60_000;
    described = [];
    world.set(instance("i-0b").arn, facts({ state: "stopping" }));
    // AWS's reads trail.
    meanwhile = async () => {
      world.set(instance("i-0a").arn, facts({ state: "stopping" }));
    };
    expect(await kinds(state("i-0a", "stopping"), state("i-0b", "stopping"))).toEqual(["recorded", "recorded"]);
    expect(described).toEqual([[instance("i-0a"), instance("i-0b")], [instance("i-0a")]]);
    expect(shown(instance("i-0a"))).toEqual({ state: "stopping" });
  });

  it("does not wait for what an old event told of, nor twice for the same", async () => {
    world.set(instance("i-0a").arn, facts({ state: "running" }));
    await kinds(state("i-0a", "running"));
    now += 60_000;
    described = [];
    meanwhile = () => Promise.reject(new Error("It waited."));
    await kinds(state("i-0a", "running", now - 10_000));
    const hints = again.flatMap((each) => each.hints);
    await collect([{ id: "again", body: JSON.stringify(lookAgainEvent(hints, now)) }], ports);
    expect(described).toHaveLength(2);
  });

  it("goes on past a row that cannot be written", async () => {
    world.set(instance("i-0a").arn, facts({ state: "running" }));
    world.set(instance("i-0b").arn, facts({ state: "running" }));
    const { replace } = memory.store;
    ports = {
      ...ports,
      store: {
        ...memory.store,
        replace: async (before, after) => {
          if (after.ref.arn === instance("i-0a").arn) throw new RangeError("Item size has exceeded the maximum");
          return replace(before, after);
        },
      },
    };
    expect(await kinds(state("i-0a", "running"), state("i-0b", "running"))).toEqual(["again", "recorded"]);
  });
});

describe("an event that comes twice", () => {
  it("costs no write once what it told of is sure to show", async () => {
    world.set(instance("i-0a").arn, facts({ state: "running" }));
    const first = state("i-0a", "running");
    await collect([first], ports);
    now += 5_000;
    await collect([first], ports);
    const before = { ...memory.writes };
    now += 60_000;
    expect(await kinds(first)).toEqual(["unchanged"]);
    expect(memory.writes).toEqual(before);
  });
});

describe("a look that comes soon after its event", () => {
  it("is followed by a second one, which knows what the first was for", async () => {
    world.set(instance("i-0a").arn, facts({ state: "running" }));
    now += 200;
    const message = state("i-0a", "running", start);
    await collect([message], ports);
    const heard = hearText(message.body);
    expect(again).toEqual([
      { delay: 2_800, hints: heard.kind === "hints" ? heard.hints.map((hint) => ({ ...hint, looks: 1 })) : [] },
    ]);
  });

  it("brings its messages back if no second one can be arranged", async () => {
    world.set(instance("i-0a").arn, facts({ state: "running" }));
    ports = {
      ...ports,
      lookAgain: async () => {
        throw new Error("no queue");
      },
    };
    expect(await kinds(state("i-0a", "running"))).toEqual(["again"]);
  });
});

describe("what is not found", () => {
  it("comes back if it was launched just now, and is never stored as a death", async () => {
    expect(await kinds(state("i-0a", "pending"))).toEqual(["again"]);
    world.set(instance("i-0a").arn, facts({ state: "pending" }));
    now += 1_000;
    expect(await kinds(state("i-0a", "pending", start))).toEqual(["recorded"]);
    world.delete(instance("i-0a").arn);
    now += 1_000;
    expect(await kinds(state("i-0a", "running"))).toEqual(["again"]);
    expect(shown(instance("i-0a"))).toEqual({ state: "pending" });
  });

  it("is gone if the event says so too", async () => {
    world.set(instance("i-0a").arn, facts({ state: "running" }));
    await collect([state("i-0a", "running")], ports);
    world.delete(instance("i-0a").arn);
    now += 5_000;
    expect(await kinds(state("i-0a", "terminated"))).toEqual(["recorded"]);
    expect(memory.rows.get(instance("i-0a").arn)).toMatchObject({
      facts: null,
      last: { details: { state: "running" } },
    });
  });

  it("is gone if it has been there for long, and never was if it was never seen", async () => {
    world.set(instance("i-0a").arn, facts({ state: "running" }));
    await collect([state("i-0a", "running")], ports);
    world.clear();
    now += 600_000;
    expect(await kinds(state("i-0a", "stopping"), state("i-0b", "running", start))).toEqual(["recorded", "unchanged"]);
    expect([...memory.rows.keys()]).toEqual([instance("i-0a").arn]);
  });
});

describe("a terminate action into the warm pool", () => {
  it("is not a death: the instance is as it is described", async () => {
    world.set(instance("i-0a").arn, facts({ state: "stopped" }));
    world.set(group.arn, facts({ desired: 0 }));
    const action = {
      AutoScalingGroupName: "web",
      EC2InstanceId: "i-0a",
      Origin: "AutoScalingGroup",
      Destination: "WarmPool",
    };
    await collect([event("aws.autoscaling", "EC2 Instance-terminate Lifecycle Action", [], action)], ports);
    expect(shown(instance("i-0a"))).toEqual({ state: "stopped" });
  });
});

describe("what follows", () => {
  it("a load balancer's listeners end with it, without an event of their own", async () => {
    world.set(loadBalancer.arn, facts({ listeners: [listener.arn] }));
    world.set(listener.arn, facts({ port: 80 }));
    const made = event("aws.tag", "Tag Change on Resource", [loadBalancer.arn], {});
    expect(await kinds(made)).toEqual(["recorded"]);
    expect(shown(listener)).toEqual({ port: 80 });
    world.clear();
    now += 600_000;
    await collect([event("aws.tag", "Tag Change on Resource", [loadBalancer.arn], {})], ports);
    expect([memory.rows.get(loadBalancer.arn)?.facts, memory.rows.get(listener.arn)?.facts]).toEqual([null, null]);
  });

  it("a group's instances are looked at when the group becomes an environment's", async () => {
    world.set(group.arn, facts({ desired: 1 }, { environment: "web-live", side: "blue" }));
    world.set(instance("i-0a").arn, facts({ state: "running" }, { environment: "web-live", side: "blue" }));
    members.set(group.arn, [instance("i-0a")]);
    await collect(
      [event("aws.autoscaling", "EC2 Instance Launch Unsuccessful", [], { AutoScalingGroupName: "web" })],
      ports,
    );
    expect(memory.rows.get(instance("i-0a").arn)?.facts?.side).toBe("blue");
  });

  it("is written first, so that a cause whose consequence failed is found again", async () => {
    world.set(loadBalancer.arn, facts({ listeners: [listener.arn] }));
    broken.set(listener.arn, "Throttled: slow down");
    const made = event("aws.tag", "Tag Change on Resource", [loadBalancer.arn], {});
    expect(await kinds(made)).toEqual(["again"]);
    expect(memory.rows.size).toBe(0);
    broken.clear();
    world.set(listener.arn, facts({ port: 80 }));
    now += 1_000;
    expect(await kinds(made)).toEqual(["recorded"]);
    expect(shown(listener)).toEqual({ port: 80 });
  });
});

describe("a tag event", () => {
  const tagged = (version: number, tags: object, time = now) =>
    event("aws.tag", "Tag Change on Resource", [instance("i-0a").arn], { version, tags, service: "ec2" }, time);

  it("is not believed to be settled before a read shows its tags", async () => {
    world.set(instance("i-0a").arn, facts({ state: "running" }, { tags: { role: "old" } }));
    now += 10_000;
    await collect([tagged(2, { role: "new" }, start)], ports);
    expect(again.map(({ delay }) => delay)).toEqual([3_000]);
    world.set(instance("i-0a").arn, facts({ state: "running" }, { tags: { role: "new" } }));
    now += 3_000;
    await collect([tagged(2, { role: "new" }, start)], ports);
    expect(again.length).toBe(1);
    expect(memory.rows.get(instance("i-0a").arn)).toMatchObject({ tagVersion: 2, facts: { tags: { role: "new" } } });
  });

  it("that is older than what a read has confirmed is old news", async () => {
    world.set(instance("i-0a").arn, facts({ state: "running" }, { tags: { role: "new" } }));
    await collect([tagged(3, { role: "new" })], ports);
    const before = { ...memory.writes };
    again.length = 0;
    now += 5_000;
    expect(await kinds(tagged(2, { role: "old" }))).toEqual(["unchanged"]);
    expect(memory.writes).toEqual(before);
  });
});

describe("target health", () => {
  const targets: TypedArn = {
    type: "target-group",
    arn: "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/3",
  };
  const comeBack = async () => {
    const arranged = again.filter(({ delay }) => delay === 15_000);
    again.length = 0;
    now += 15_000;
    for (const { hints } of arranged)
      await collect([{ id: "again", body: JSON.stringify(lookAgainEvent(hints, now)) }], ports);
    return arranged.length;
  };

  it("is looked at after a launch, until it stands still", async () => {
    world.set(group.arn, facts({ targetGroups: [targets.arn] }));
    world.set(targets.arn, facts({ targets: { initial: ["i-0a:80"] } }));
    await collect([launched("i-0a")], ports);
    expect(await comeBack()).toBe(1);
    expect(shown(targets)).toEqual({ targets: { initial: ["i-0a:80"] } });
    expect(await comeBack()).toBe(1);
    world.set(targets.arn, facts({ targets: { healthy: ["i-0a:80"] } }));
    expect([await comeBack(), await comeBack()]).toEqual([1, 0]);
    expect(shown(targets)).toEqual({ targets: { healthy: ["i-0a:80"] } });
  });
});

describe("a revision", () => {
  it("became true when its event says, and was done by whom CloudTrail says", async () => {
    world.set(group.arn, facts({ desired: 2 }));
    now += 30_000;
    const record = {
      eventID: "e-1",
      eventSource: "autoscaling.amazonaws.com",
      eventName: "SetDesiredCapacity",
      eventTime: new Date(start).toISOString(),
      awsRegion: here.region,
      recipientAccountId: here.account,
      userIdentity: { type: "IAMUser", arn: "arn:aws:iam::123456789012:user/kim" },
      requestParameters: { autoScalingGroupName: "web", desiredCapacity: 2 },
    };
    await collect([{ id: "1", body: JSON.stringify(record) }], ports);
    expect(memory.rows.get(group.arn)).toMatchObject({
      number: 1,
      trueFrom: start,
      observedAt: now,
      recordedAt: now,
      cause: { by: "event", eventId: "e-1", event: "SetDesiredCapacity", actor: "arn:aws:iam::123456789012:user/kim" },
    });
  });
});

describe("a replay", () => {
  it("says of each saved event what became of it, and needs no second look", async () => {
    world.set(instance("i-0a").arn, facts({ state: "running" }));
    now += 3_600_000;
    const saved = [
      ...savedEvents(state("i-0a", "running", start).body),
      ...savedEvents(`${state("i-0a", "running", start).body}\n{"torn":`),
      ...savedEvents(JSON.stringify({ Messages: [{ Body: event("aws.health", "AWS Health Event", [], {}).body }] })),
    ];
    const said = [];
    for await (const one of replay(
      saved.map((each, index) => ({ from: `#${index}`, event: each })),
      ports,
    ))
      said.push([one.from, one.kind]);
    expect(said).toEqual([
      ["#0", "recorded"],
      ["#1", "unchanged"],
      ["#2", "rejected"],
      ["#3", "ignored"],
    ]);
  });
});
