import type { RequestLaunchTemplateData } from "@aws-sdk/client-ec2";
import { type Cancel, sleep } from "../../world/clock.ts";
import type { InstanceLauncher, InstanceState, RunningInstance } from "../../world/neighbours.ts";
import { hex } from "../../world/random.ts";
import type { Ec2 } from "./context.ts";
import { planLaunch } from "./instance-plan.ts";
import { decodedUserData } from "./launch-parameters.ts";
import { arnOf, type Instance, type Tags } from "./resources.ts";
import { pickAddress } from "./subnet-addresses.ts";

const second = 1000;
/** From `shutting-down` to `terminated`, and from `stopping` to `stopped`: the time an operating system takes to end. */
const shutdownTime = 20 * second;
/** "Recently terminated instances might appear in the returned results. This interval is usually less than one hour." */
const visibleAfterTermination = 3600 * second;

export interface Launch {
  readonly parameters: RequestLaunchTemplateData;
  readonly launchTemplate: Instance["launchTemplate"];
  readonly subnetId: string | undefined;
  readonly tags: Tags;
  readonly count: number;
  readonly clientToken: string;
}

/** Why an instance ends, in the words of `StateReason`. */
const userInitiated = {
  code: "Client.UserInitiatedShutdown",
  message: "Client.UserInitiatedShutdown: User initiated shutdown",
} as const;

export interface InstanceLifecycle {
  /** Starts instances of one reservation, all or none. Throws AwsError. */
  launch(launch: Launch): readonly Instance[];
  terminate(id: string): void;
  stop(id: string): void;
  start(id: string): void;
  /** The process or the simulated thing behind an instance, while its operating system is up. */
  running(id: string): RunningInstance | undefined;
  onStateChange(listener: (instance: string, state: InstanceState) => void): void;
  /** Ends everything behind the instances at once; nothing changes state any more. */
  shutDown(): Promise<void>;
}

/** The states of instances, and the processes behind them. */
export const createInstanceLifecycle = (ec2: Ec2, launcher: InstanceLauncher): InstanceLifecycle => {
  const { surroundings, resources, tagging } = ec2;
  const { clock, random } = surroundings;
  const instances = resources.instance;
  const machines = new Map<string, RunningInstance>();
  const bootTimers = new Map<string, Cancel>();
  const listeners: ((instance: string, state: InstanceState) => void)[] = [];

  const enter = (
    instance: Instance,
    state: InstanceState,
    ending?: Pick<Instance, "stateReason" | "stateTransitionReason">,
  ) => {
    instances.put(instance.id, { ...instance, ...ending, state, since: clock.now() });
    surroundings.emit({
      source: "aws.ec2",
      detailType: "EC2 Instance State-change Notification",
      resources: [arnOf(surroundings, "instance", instance.id)],
      detail: { "instance-id": instance.id, state },
    });
    for (const listener of listeners) listener(instance.id, state);
  };

  const boot = (instance: Instance) => {
    enter(instance, "pending", { stateReason: undefined, stateTransitionReason: "" });
    const { id, imageId, instanceType, parameters, tags } = instance;
    const userData = decodedUserData(parameters.UserData);
    // An instance whose service ends by itself is up all the same: EC2 says `running`, and nobody answers.
    const exited = () => {};
    machines.set(id, launcher.launch({ id, imageId, instanceType, userData, tags, exited }));
    const bootTime = (resources.image.get(imageId)?.bootSeconds ?? 0) * second;
    bootTimers.set(
      id,
      clock.after(bootTime, () => {
        bootTimers.delete(id);
        const booted = instances.get(id);
        if (booted !== undefined) enter(booted, "running");
      }),
    );
  };

  const halt = async (instance: Instance, through: "shutting-down" | "stopping", to: "terminated" | "stopped") => {
    bootTimers.get(instance.id)?.();
    bootTimers.delete(instance.id);
    const at = new Date(clock.now()).toISOString().replace("T", " ").replace(/\..*/, " GMT");
    const machine = machines.get(instance.id);
    enter(instance, through, { stateReason: userInitiated, stateTransitionReason: `User initiated (${at})` });
    await Promise.all([machine?.stop(), sleep(clock, shutdownTime)]);
    const halted = instances.get(instance.id);
    // A stopping instance may have been terminated meanwhile.
    if (halted?.state !== through) return;
    machines.delete(instance.id);
    enter(halted, to);
    if (to === "terminated") clock.after(visibleAfterTermination, () => instances.remove(instance.id));
  };

  return {
    launch({ parameters, launchTemplate, subnetId, tags, count, clientToken }) {
      const plan = planLaunch(resources, parameters, subnetId);
      const taken = new Set(
        instances
          .values()
          .filter(({ subnetId, state }) => subnetId === plan.subnet.id && state !== "terminated")
          .map(({ privateIpAddress }) => privateIpAddress),
      );
      const reservationId = `r-${hex(random, 17)}`;
      const now = clock.now();
      const launched = Array.from({ length: count }, (_, launchIndex): Instance => {
        const privateIpAddress = pickAddress(plan.subnet.cidrBlock, taken, random);
        taken.add(privateIpAddress);
        return {
          id: `i-${hex(random, 17)}`,
          tags: {
            ...tags,
            // AWS sets these two on every instance that comes from a launch template.
            ...(launchTemplate && {
              "aws:ec2launchtemplate:id": launchTemplate.id,
              "aws:ec2launchtemplate:version": launchTemplate.version,
            }),
          },
          state: "pending",
          since: now,
          stateReason: undefined,
          stateTransitionReason: "",
          reservationId,
          launchIndex,
          launchedAt: now,
          clientToken,
          launchTemplate,
          imageId: plan.image.id,
          architecture: plan.image.architecture,
          instanceType: plan.instanceType,
          subnetId: plan.subnet.id,
          vpcId: plan.subnet.vpcId,
          availabilityZone: plan.subnet.availabilityZone,
          privateIpAddress,
          securityGroupIds: plan.securityGroupIds,
          parameters,
        };
      });
      for (const instance of launched) {
        boot(instance);
        tagging.created("instance", instance);
      }
      return launched;
    },

    terminate(id) {
      const instance = instances.get(id);
      if (instance === undefined || instance.state === "shutting-down" || instance.state === "terminated") return;
      void halt(instance, "shutting-down", "terminated");
    },

    stop(id) {
      const instance = instances.get(id);
      if (instance?.state === "running") void halt(instance, "stopping", "stopped");
    },

    start(id) {
      const instance = instances.get(id);
      if (instance?.state === "stopped") boot({ ...instance, launchedAt: clock.now() });
    },

    running: (id) => machines.get(id),
    onStateChange: (listener) => {
      listeners.push(listener);
    },

    async shutDown() {
      for (const cancel of bootTimers.values()) cancel();
      bootTimers.clear();
      await Promise.all([...machines.values()].map((machine) => machine.stop()));
      machines.clear();
    },
  };
};
