import { onTestFinished } from "vitest";
import { operate } from "../../../gateway/operate.ts";
import { createCloudWatch } from "../../../services/cloudwatch/cloudwatch.ts";
import type { Trait } from "../../../world/traits.ts";
import { account, createWorld } from "./world.ts";

export const minute = 60_000;

/** Auto Scaling with a CloudWatch whose alarms act on it. */
export const createMeasuredWorld = (without: readonly Trait[] = []) => {
  let cloudWatch: ReturnType<typeof createCloudWatch> | undefined;
  const world = createWorld(
    (surroundings) => {
      const alarmTargets = { alarm: (arn: string, name: string) => world.service.alarm(arn, name) };
      cloudWatch = createCloudWatch(surroundings, { alarmTargets });
      return { alarms: cloudWatch, metrics: cloudWatch };
    },
    undefined,
    without,
  );
  const watch = cloudWatch;
  if (watch === undefined) throw new Error("a world is made with its CloudWatch");
  onTestFinished(() => watch.stop?.());
  const principal = { arn: `arn:aws:iam::${account}:user/test` };
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it asked for, whatever the operation.
  const monitoring = async (name: string, input: object = {}): Promise<any> =>
    operate(watch, name, { ...input }).run({ principal, requestId: "r" });
  /** Measures the CPU use of the group `web` each minute, for so many minutes. */
  const measureCpu = async (value: number, minutes: number, every = 1) => {
    for (let passed = 0; passed < minutes; passed++) {
      if (passed % every === 0) watch.publish("AWS/EC2", "CPUUtilization", { AutoScalingGroupName: "web" }, value);
      await world.clock.advance(minute);
    }
  };
  const desired = async () => (await world.group()).DesiredCapacity;
  return { ...world, watch, monitoring, measureCpu, desired };
};
