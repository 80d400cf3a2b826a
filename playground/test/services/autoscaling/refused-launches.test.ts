import { expect, it } from "vitest";
import { createWorld, groupInput, id } from "./world.ts";

const zonesOf = async (world: ReturnType<typeof createWorld>) =>
  (await world.group()).Instances?.map((one) => one.AvailabilityZone);

it("a launch that EC2 refuses in one zone fails in its words, and is tried in another at once", async () => {
  const world = createWorld();
  world.ec2.controls.brokenZone = "eu-west-1a";
  await world.call("CreateAutoScalingGroup", groupInput());
  await world.clock.advance(6_000);
  expect(await zonesOf(world)).toEqual(["eu-west-1b", "eu-west-1b"]);
  const message = "We currently do not have sufficient t3.small capacity. Launching EC2 instance failed.";
  expect((await world.activities()).filter(({ StatusCode }) => StatusCode === "Failed")).toMatchObject([
    { StatusMessage: message, Description: `Launching a new EC2 instance.  Status Reason: ${message}`, Progress: 100 },
  ]);
  expect(world.events.map(({ detailType }) => detailType)).toEqual([
    "EC2 Instance Launch Unsuccessful",
    "EC2 Instance Launch Successful",
    "EC2 Instance Launch Successful",
  ]);
});

it("launches that are refused in every zone are tried again later and later", async () => {
  const world = createWorld();
  world.ec2.controls.brokenZone = "eu-west-1a";
  await world.call("CreateAutoScalingGroup", groupInput({ DesiredCapacity: 1, VPCZoneIdentifier: "subnet-a" }));
  const failed = async () => (await world.activities()).length;
  await world.clock.advance(5_000);
  expect(await failed()).toBe(1);
  await world.clock.advance(10_000);
  expect(await failed()).toBe(2);
  await world.clock.advance(10_000);
  expect(await failed()).toBe(2);
  await world.clock.advance(15_000);
  expect(await failed()).toBe(3);
  world.ec2.controls.brokenZone = undefined;
  await world.clock.advance(60_000);
  expect(await world.instances()).toEqual(["1 InService Healthy"]);
});

it("a launch that EC2 begins and then ends is cancelled with EC2's reason, and tried again", async () => {
  const world = createWorld();
  await world.call("CreateAutoScalingGroup", groupInput({ DesiredCapacity: 1 }));
  await world.clock.advance(3_000);
  const [instance] = world.ec2.instances.values();
  const message = "Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state";
  if (instance) world.ec2.instances.set(id(1), { ...instance, stateReason: { message } });
  world.ec2.become(id(1), "terminated");
  await world.clock.advance(1_000);
  const [cancelled] = await world.activities();
  const words = `Instance became unhealthy while waiting for instance to be in InService state. Termination Reason: ${message}`;
  expect(cancelled).toMatchObject({
    StatusCode: "Cancelled",
    StatusMessage: words,
    Description: `Launching a new EC2 instance: ${id(1)}.  Status Reason: ${words}`,
  });
  expect(world.events.map(({ detailType }) => detailType)).toEqual(["EC2 Instance Launch Unsuccessful"]);
  await world.clock.advance(20_000);
  expect(await world.instances()).toEqual(["2 InService Healthy"]);
});
