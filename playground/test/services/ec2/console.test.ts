import { expect, it } from "vitest";
import { createWorld, refusal } from "./world.ts";

const launched = async () => {
  const world = createWorld({ network: "127.7" });
  const { Instances } = await world.call("RunInstances", { ImageId: world.image, MinCount: 1, MaxCount: 1 });
  return { ...world, instance: Instances[0], InstanceId: Instances[0].InstanceId as string };
};

it("what an instance printed is its console's output, in base64, and stays until EC2 has forgotten the instance", async () => {
  const world = await launched();
  const { InstanceId } = world;
  const now = new Date(world.clock.now());
  const Output = Buffer.from("booted\n").toString("base64");
  expect(await world.call("GetConsoleOutput", { InstanceId })).toEqual({ InstanceId, Timestamp: now, Output });
  world.ec2.terminate(InstanceId);
  await world.clock.advance(60_000);
  expect(await world.call("GetConsoleOutput", { InstanceId })).toMatchObject({ Output });
  await world.clock.advance(3_600_000);
  expect(await refusal(world.call("GetConsoleOutput", { InstanceId }))).toMatch(/^InvalidInstanceID.NotFound: /);
});

it("the instances tell people where each serves, its process, and why it ended by itself", async () => {
  const world = await launched();
  world.boots[0]?.exited("exit code 1: no such port");
  expect(world.ec2.machines()).toEqual([
    {
      id: world.InstanceId,
      state: "pending",
      imageId: world.image,
      privateIpAddress: world.instance.PrivateIpAddress,
      host: "10.0.0.1",
      ports: { 80: 80 },
      process: 7,
      output: "booted\n",
      ended: "exit code 1: no such port",
      at: world.clock.now(),
    },
  ]);
});

it("in a network of this machine, an instance's private address, public address and public name are one", async () => {
  const { instance } = await launched();
  expect(instance.PrivateIpAddress).toMatch(/^127\.7\.\d+\.\d+$/);
  expect([instance.PublicIpAddress, instance.PublicDnsName]).toEqual([
    instance.PrivateIpAddress,
    instance.PrivateIpAddress,
  ]);
});
