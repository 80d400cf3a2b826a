import { describe, expect, it } from "vitest";
import { awaitTargets } from "../../stacks/awaited-targets.ts";
import { clientsOf } from "../../stacks/clients.ts";
import { saidIn, withoutIds } from "../../stacks/compared.ts";
import { sampleDocument, stackSchema } from "../../stacks/sample-stack.ts";
import { snapshotOf } from "./described.ts";
import { emptyWorld } from "./world.ts";

describe("a stack", () => {
  it("of a few settings is the sample stack", async () => {
    const world = await emptyWorld();
    const built = await world.buildStack("web", { instances: 3 });
    expect(built).toEqual({
      name: "web",
      loadBalancers: [
        {
          name: "web",
          dnsName: expect.any(String),
          listeners: [
            { protocol: "HTTP", port: 8080, arn: expect.stringContaining(":listener/app/web/") },
            { protocol: "HTTPS", port: 8443, arn: expect.stringContaining(":listener/app/web/") },
          ],
        },
      ],
      autoScalingGroups: ["web"],
    });
    const { AutoScalingGroups } = await snapshotOf(world);
    expect(AutoScalingGroups).toMatchObject([{ AutoScalingGroupName: "web", DesiredCapacity: 3, MinSize: 2 }]);
  });

  it("is built from what AWS answers of it, and is the same stack then", async () => {
    const [first, second] = [await emptyWorld(), await emptyWorld()];
    await first.buildStack("web");
    await first.advance(600_000);
    const snapshot = await snapshotOf(first);
    await second.buildStack("again", JSON.parse(JSON.stringify(snapshot)));
    await second.advance(600_000);
    expect(saidIn(await snapshotOf(second))).toEqual(saidIn(snapshot));
  });

  it("of a name that there is already is told as such, with what there is, and nothing is made", async () => {
    const world = await emptyWorld();
    await world.buildStack("web");
    await expect(world.buildStack("web")).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining("'web' is there: security group web-load-balancer"),
    });
    const before = await world.state();
    await expect(world.buildStack("other", sampleDocument("web", stackSchema.parse({})))).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining("target group web-http, target group web-https"),
    });
    expect(await world.state()).toEqual(before);
  });

  it.each(["", "a", "a b", "-web", "internal-web", "x".repeat(26)])("is not called '%s'", async (name) => {
    const world = await emptyWorld();
    await expect(world.buildStack(name)).rejects.toMatchObject({
      name: "ValidationException",
      status: 400,
      message: expect.stringContaining("is no name for a stack"),
    });
  });

  it("is refused before anything is made if its ports cannot be", async () => {
    const world = await emptyWorld();
    for (const [https, why] of [
      [99_999, "ports.https: "],
      [8080, "ports: one port cannot have both listeners"],
    ] as const) {
      const attempt = world.buildStack("web", { ports: { http: 8080, https } });
      await expect(attempt).rejects.toMatchObject({
        name: "ValidationException",
        message: expect.stringContaining(why),
      });
    }
    await world.buildStack("web");
  });

  it("keeps the security group of its load balancer while that is there", async () => {
    const world = await emptyWorld();
    await world.buildStack("web");
    const { SecurityGroups } = await snapshotOf(world);
    const { GroupId } = SecurityGroups.find(({ GroupName }) => GroupName === "web-load-balancer") ?? {};
    await expect(world.operate("ec2", "DeleteSecurityGroup", { GroupId })).rejects.toThrow("has a dependent object");
  });

  it("goes with everything that it made, as long as AWS makes that take, and can be built again", async () => {
    const world = await emptyWorld();
    await world.advance(60_000);
    const before = withoutIds(await snapshotOf(world));
    await world.buildStack("web", JSON.parse(JSON.stringify(sampleDocument("web", stackSchema.parse({})))));
    await world.advance(300_000);
    const began = world.now();
    expect(await world.removeStack("web")).toEqual({
      name: "web",
      deleted: [
        "alarm web-busy",
        "alarm web-quiet",
        "Auto Scaling group web",
        "load balancer web",
        "target group web-http",
        "target group web-https",
        "launch template web",
        "security group web-load-balancer",
        "security group web-instances",
      ],
    });
    // The hook holds each instance for 30 s.
    expect(world.now() - began).toBeGreaterThan(30_000);
    await world.advance(60_000);
    expect(withoutIds(await snapshotOf(world))).toEqual(before);
    await expect(world.removeStack("web")).rejects.toMatchObject({
      status: 404,
      message: "There is no stack 'web'. There is: none.",
    });
    await world.buildStack("web");
  });
});

describe("a document", () => {
  const refused = async (document: object) => {
    const world = await emptyWorld();
    const before = await world.state();
    const error: unknown = await world.buildStack("web", document).catch((thrown: unknown) => thrown);
    expect(await world.state()).toEqual(before);
    return error;
  };

  it("with members that AWS does not answer, or of other kinds, is refused with all of them", async () => {
    expect(await refused({ LoadBalancers: [{ LoadBalancerName: 5, Colour: "red" }], Things: [] })).toMatchObject({
      name: "ValidationException",
      message: 'the body: Unrecognized key: "Things"',
    });
    expect(
      await refused({
        LoadBalancers: [{ LoadBalancerName: 5, Colour: "red" }],
        AutoScalingGroups: [{ CreatedTime: "yesterday", LaunchTemplate: { Nmae: "x" } }],
        TargetGroupAttributes: { arn: {} },
      }),
    ).toMatchObject({
      name: "ValidationException",
      message: [
        "LoadBalancers[0].LoadBalancerName: expected a string, not number",
        "LoadBalancers[0].Colour: AWS answers no such member",
        "TargetGroupAttributes.arn: expected a list, not object",
        "AutoScalingGroups[0].CreatedTime: expected a timestamp, not string",
        "AutoScalingGroups[0].LaunchTemplate.Nmae: AWS answers no such member",
      ].join("; "),
    });
  });

  it("is asked in an empty world first: all that is refused comes in one list, and nothing is made", async () => {
    const sample = sampleDocument("web", stackSchema.parse({}));
    const [http, https] = sample.TargetGroups;
    const error = await refused({
      ...sample,
      LoadBalancers: [{ ...sample.LoadBalancers[0], CustomerOwnedIpv4Pool: "pool" }],
      TargetGroups: [
        { ...http, TargetType: "lambda" },
        { ...https, HealthCheckIntervalSeconds: 1 },
      ],
      AutoScalingGroups: sample.AutoScalingGroups.map((group) => ({ ...group, MaxSize: 1 })),
    });
    expect(error).toMatchObject({ name: "PlaygroundNotEmulated", status: 501 });
    for (const problem of [
      "LoadBalancers[0].CustomerOwnedIpv4Pool",
      "target group web-http: The playground does not emulate targets of type lambda",
      "target group web-https: ",
    ])
      expect((error as Error).message).toContain(problem);
    // What needs what is refused is not told as another fault.
    expect((error as Error).message).not.toContain("listener");
    expect((error as Error).message).not.toContain("scaling policy");
  });

  it("has to describe what it names", async () => {
    const sample = sampleDocument("web", stackSchema.parse({}));
    expect(await refused({ ...sample, SecurityGroups: [] })).toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining("load balancer web: sg-0123456789abcdef0 is named, but none of SecurityGroups"),
    });
  });
});

describe("what a stack cannot be made with", () => {
  it("is told, and the rest is made, if somebody asks for that", async () => {
    const world = await emptyWorld();
    const sample = sampleDocument("web", stackSchema.parse({}));
    const [http, https] = sample.TargetGroups;
    const [alarm] = sample.MetricAlarms;
    const told: string[] = [];
    await world.buildStack(
      "web",
      {
        ...sample,
        LoadBalancers: sample.LoadBalancers.map((one) => ({ ...one, CustomerOwnedIpv4Pool: "pool" })),
        TargetGroupAttributes: {
          [http?.TargetGroupArn ?? ""]: [
            { Key: "load_balancing.algorithm.type", Value: "least_outstanding_requests" },
            { Key: "deregistration_delay.timeout_seconds", Value: "7" },
          ],
        },
        MetricAlarms: [{ ...alarm, Period: 7 }],
      },
      ({ message }) => told.push(message),
    );
    expect(told).toEqual([
      expect.stringContaining("LoadBalancers[0].CustomerOwnedIpv4Pool"),
      expect.stringContaining("target group web-http: attribute load_balancing.algorithm.type: "),
      expect.stringContaining(`alarm ${alarm?.AlarmName}: `),
    ]);
    const made = await snapshotOf(world);
    expect(made.TargetGroups.map(({ TargetGroupName }) => TargetGroupName)).toEqual(
      [http, https].map((one) => one?.TargetGroupName),
    );
    expect(Object.values(made.TargetGroupAttributes).flat()).toContainEqual({
      Key: "deregistration_delay.timeout_seconds",
      Value: "7",
    });
    expect(made.AutoScalingGroups).toMatchObject([{ DesiredCapacity: 4 }]);
  });
});

describe("traffic", () => {
  it("waits for a healthy target behind each listener, and is told what there is instead", async () => {
    const world = await emptyWorld();
    await world.buildStack("web");
    const wait = (duration: number) => world.advance(duration);
    const ask = (within: number) =>
      world.asOperator((connection) =>
        awaitTargets(clientsOf(connection), { loadBalancer: "web", ports: [8080, 8443] }, wait, within),
      );
    expect(await ask(0)).toEqual(["web:8080: web-http has no targets", "web:8443: web-https has no targets"]);
    expect(await ask(300_000)).toEqual([]);
  });
});
