import { describe, expect, it } from "vitest";
import { createFaults } from "../../faults/faults.ts";
import { virtualClock } from "../../world/clock.ts";
import { seeded } from "../../world/random.ts";

const actions = [
  "elasticloadbalancing:ModifyListener",
  "elasticloadbalancing:ModifyRule",
  "elasticloadbalancing:DeleteTargetGroup",
  "ec2:RunInstances",
];
const modify = "elasticloadbalancing:ModifyListener";
const operator = { arn: "arn:aws:iam::123456789012:user/operator" };
const handler = { arn: "arn:aws:sts::123456789012:assumed-role/shift-traffic/1", crash: () => {} };

const create = () => {
  const killed: string[] = [];
  const clock = virtualClock();
  const faults = createFaults({
    random: seeded(1),
    clock,
    actions,
    zones: () => ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
    instance: (id) =>
      id === "i-blue"
        ? { tags: { side: "blue" }, availabilityZone: "eu-west-1a" }
        : { tags: { side: "green" }, availabilityZone: "eu-west-1b" },
    kill: (instance) => killed.push(instance),
  });
  return { faults, killed, clock };
};
const none = { fault: undefined, latency: 0 };

describe("a fault of an API action", () => {
  it("strikes every call of that action, and is counted", () => {
    const { faults } = create();
    const { id } = faults.add({ target: modify, fault: "throttle" });
    expect([modify, "ec2:RunInstances", modify].map((action) => faults.onCall(action, operator).fault)).toEqual([
      "throttle",
      undefined,
      "throttle",
    ]);
    expect(faults.list()).toEqual([{ id, target: modify, fault: "throttle", matched: 2, fired: 2 }]);
  });

  it.each([
    [{ nth: 2 }, [false, true, false, false]],
    [{ nth: 2, times: 2 }, [false, true, true, false]],
    [{ times: 1 }, [true, false, false, false]],
    [{ principal: "shift-traffic" }, [false, false, false, false]],
    [{ principal: "operator" }, [true, true, true, true]],
  ])("with %j strikes when it is told to", (when, expected) => {
    const { faults } = create();
    faults.add({ target: modify, fault: "error", ...when });
    expect([1, 2, 3, 4].map(() => faults.onCall(modify, operator).fault === "error")).toEqual(expected);
  });

  it("strikes by chance, the same for the same seed", () => {
    const strikes = () => {
      const { faults } = create();
      faults.add({ target: modify, fault: "error", probability: 0.5 });
      return Array.from({ length: 100 }, () => faults.onCall(modify, operator).fault);
    };
    const struck = strikes().filter((fault) => fault === "error").length;
    expect(struck).toBeGreaterThan(30);
    expect(struck).toBeLessThan(70);
    expect(strikes()).toEqual(strikes());
  });

  it("may name its actions by a wildcard", () => {
    const { faults } = create();
    faults.add({ target: "elasticloadbalancing:Modify*", fault: "lost-response", nth: 2 });
    expect(faults.onCall(modify, operator)).toEqual(none);
    expect(faults.onCall("elasticloadbalancing:ModifyRule", operator)).toEqual({ fault: "lost-response", latency: 0 });
  });

  it("that crashes counts only callers that have a process", () => {
    const { faults } = create();
    faults.add({ target: modify, fault: "crash", nth: 2 });
    const callers = [operator, handler, operator, handler, handler];
    expect(callers.map((caller) => faults.onCall(modify, caller).fault)).toEqual([
      undefined,
      undefined,
      undefined,
      "crash",
      undefined,
    ]);
  });

  it("adds its latency to another fault", () => {
    const { faults } = create();
    faults.add({ target: modify, fault: "latency", milliseconds: 200 });
    faults.add({ target: modify, fault: "latency", milliseconds: 50 });
    faults.add({ target: modify, fault: "error", nth: 2 });
    expect(faults.onCall(modify, operator)).toEqual({ fault: undefined, latency: 250 });
    expect(faults.onCall(modify, operator)).toEqual({ fault: "error", latency: 250 });
  });

  it("that passes strikes for so long from the first call that it strikes, and never again", async () => {
    const { faults, clock } = create();
    const target = "elasticloadbalancing:DeleteTargetGroup";
    faults.add({ target, fault: "refused-for-a-while", milliseconds: 60_000, nth: 2 });
    const refused = () => faults.onCall(target, operator).fault !== undefined;
    await clock.advance(100_000);
    expect([refused(), refused(), refused()]).toEqual([false, true, true]);
    await clock.advance(59_999);
    expect(refused()).toBe(true);
    await clock.advance(1);
    expect([refused(), refused()]).toEqual([false, false]);
  });

  it("is gone when it is removed", () => {
    const { faults } = create();
    const first = faults.add({ target: modify, fault: "error" });
    faults.add({ target: modify, fault: "throttle" });
    faults.remove(first.id);
    expect(faults.onCall(modify, operator).fault).toBe("throttle");
    faults.removeAll();
    expect(faults.onCall(modify, operator)).toEqual(none);
    expect(() => faults.remove(first.id)).toThrow(`There is no fault '${first.id}'.`);
  });
});

describe("a fault of an instance", () => {
  it("strikes the instance of that id, or those with a tag", () => {
    const { faults } = create();
    faults.add({ target: "instance:i-green1", fault: "hang" });
    faults.add({ target: "link:side=blue", fault: "latency", milliseconds: 30 });
    expect(["i-green1", "i-green2", "i-blue"].map((instance) => faults.on(instance))).toEqual([
      { kind: "hang" },
      undefined,
      { kind: "latency", milliseconds: 30 },
    ]);
  });

  it("kills the process that it crashes", () => {
    const { faults, killed } = create();
    faults.add({ target: "instance:side=green", fault: "crash", nth: 3 });
    const met = ["i-green1", "i-blue", "i-green2", "i-green3", "i-green4"].map((instance) => faults.on(instance));
    expect({ met, killed }).toEqual({
      met: [undefined, undefined, undefined, { kind: "refuse" }, undefined],
      killed: ["i-green3"],
    });
  });
});

describe("a malformed fault rule", () => {
  it.each([
    [{ target: modify, fault: "explode" }, "fault"],
    [
      { target: modify, fault: "hang" },
      "'hang' cannot happen to elasticloadbalancing:ModifyListener: expected one of error",
    ],
    [{ target: "link:i-1", fault: "status-500" }, "'status-500' cannot happen to link:i-1"],
    [{ target: "somewhere", fault: "error" }, "'somewhere' is no target: expected service:Operation"],
    [{ target: "elasticloadbalancing:ModifyListner", fault: "error" }, "matches no API action"],
    [{ target: modify, fault: "latency" }, "is for the faults refused-for-a-while and latency, which need it"],
    [{ target: modify, fault: "error", milliseconds: 5 }, "is for the faults refused-for-a-while and latency"],
    [
      { target: "elasticloadbalancing:*", fault: "refused-for-a-while", milliseconds: 5 },
      `'refused-for-a-while' cannot happen to ${modify}: AWS has no temporary refusal for it`,
    ],
    [{ target: "instance:i-1", fault: "hang", principal: "x" }, "is for faults of API actions only"],
    [{ target: modify, fault: "error", nth: 0 }, "nth"],
    [{ target: modify, fault: "error", every: 2 }, "every"],
  ])("%j is refused", (rule, message) => {
    expect(() => create().faults.add(rule)).toThrow(message);
  });
});

describe("a fault of launches", () => {
  it("strikes launches in its zone, as often as it is told, and is asked about without being counted", () => {
    const { faults } = create();
    const { id } = faults.add({ target: "zone:eu-west-1a", fault: "no-capacity", times: 1 });
    expect([faults.lacksCapacity("eu-west-1a"), faults.lacksCapacity("eu-west-1b")]).toEqual([true, false]);
    expect(["eu-west-1b", "eu-west-1a", "eu-west-1a"].map(faults.inZone)).toEqual([
      undefined,
      "no-capacity",
      undefined,
    ]);
    expect(faults.list()).toEqual([
      { id, target: "zone:eu-west-1a", fault: "no-capacity", times: 1, matched: 2, fired: 1 },
    ]);
  });

  it("may say that the quota is used up, in every zone", () => {
    const { faults } = create();
    faults.add({ target: "zone:*", fault: "vcpu-limit" });
    expect([faults.inZone("eu-west-1c"), faults.lacksCapacity("eu-west-1c")]).toEqual(["vcpu-limit", false]);
  });

  it("makes a key unusable, by id, alias or ARN", () => {
    const { faults } = create();
    faults.add({ target: "key:alias/web", fault: "invalid-state" });
    faults.add({ target: "key:arn:aws:kms:eu-west-1:123456789012:key/*", fault: "invalid-state" });
    const keys = ["alias/web", "alias/aws/ebs", "arn:aws:kms:eu-west-1:123456789012:key/1"];
    expect(keys.map(faults.keyIsUnusable)).toEqual([true, false, true]);
  });

  it.each([
    [{ target: "zone:eu-west-1a", fault: "throttle" }],
    [{ target: "key:alias/web", fault: "no-capacity" }],
    [{ target: modify, fault: "no-capacity" }],
  ])("is refused where it cannot happen: %j", (rule) => {
    expect(() => create().faults.add(rule)).toThrow(`'${rule.fault}' cannot happen to ${rule.target}`);
  });
});

describe("a fault of a zone that there is not", () => {
  it.each(["zone:mars", "zone:eu-west-1d", "zone:mars*"])("is refused with those that there are: %s", (target) => {
    for (const fault of ["no-capacity", "blackhole"])
      expect(() => create().faults.add({ target, fault })).toThrow(
        `The fault's target '${target}' matches no zone: there is eu-west-1a, eu-west-1b, eu-west-1c.`,
      );
  });
});

describe("a fault of ways", () => {
  it("strikes all instances of a zone, and leaves launches there alone", () => {
    const { faults } = create();
    const { id } = faults.add({ target: "zone:eu-west-1a", fault: "blackhole" });
    expect([faults.on("i-blue"), faults.on("i-green")]).toEqual([{ kind: "blackhole" }, undefined]);
    expect(faults.inZone("eu-west-1a")).toBeUndefined();
    expect(faults.list()).toMatchObject([{ id, matched: 1, fired: 1 }]);
  });

  it("lets so many bytes pass", () => {
    const { faults } = create();
    faults.add({ target: "link:i-blue", fault: "truncate", bytes: 100 });
    faults.add({ target: "link:i-green", fault: "bandwidth", bytes: 2_000 });
    expect([faults.on("i-blue"), faults.on("i-green")]).toEqual([
      { kind: "truncate", bytes: 100 },
      { kind: "bandwidth", bytes: 2_000 },
    ]);
  });

  it("strikes the listeners of a port, a handshake before there is a request", () => {
    const { faults } = create();
    faults.add({ target: "listener:8080", fault: "reset", nth: 2 });
    faults.add({ target: "listener:*", fault: "handshake" });
    const met = (port: number) => [faults.onListener(port, "handshake"), faults.onListener(port, "request")];
    expect(met(8080)).toEqual([{ kind: "handshake" }, undefined]);
    expect(met(8080)).toEqual([{ kind: "handshake" }, { kind: "reset" }]);
    expect(met(8443)).toEqual([{ kind: "handshake" }, undefined]);
    expect(faults.on("i-blue")).toBeUndefined();
  });

  it.each([
    [{ target: "link:i-blue", fault: "truncate" }, "is for the faults truncate and bandwidth, which need it"],
    [{ target: "link:i-blue", fault: "reset", bytes: 5 }, "is for the faults truncate and bandwidth"],
    [{ target: "listener:8080", fault: "crash" }, "'crash' cannot happen to listener:8080"],
    [{ target: "listener:web", fault: "reset" }, "'listener:web' is no target"],
  ])("is refused: %j", (rule, message) => {
    expect(() => create().faults.add(rule)).toThrow(message);
  });
});
