/** The states of instances, and the processes behind them. */

import type { RequestLaunchTemplateData } from "@aws-sdk/client-ec2";
import { type Cancel, sleep } from "../../world/clock.ts";
import type { InstanceLauncher, InstanceState, MachineReport, RunningInstance } from "../../world/neighbours.ts";
import { hex } from "../../world/random.ts";
import { hasTrait } from "../../world/traits.ts";
import { planLaunch } from "./instance-plan.ts";
import { decodedUserData } from "./launch-parameters.ts";
import type { Supply } from "./launch-refusals.ts";
import { arnOf, type Instance, type Resources, type Tags } from "./resources.ts";
import { pickAddress, publicAddressOf } from "./subnet-addresses.ts";
import type { Tagging } from "./tagging.ts";
import { volumesOf } from "./volumes.ts";

/** From `shutting-down` to `terminated`, and from `stopping` to `stopped`: the time an operating system takes to end. */
const shutdownMilliseconds = 20_000;
/** "Recently terminated instances might appear in the returned results. This interval is usually less than one hour." */
const visibleAfterTerminationMilliseconds = 3_600_000;

/** How long EC2 takes to find that a volume cannot be encrypted. */
const encryptionMilliseconds = 3_000;

export interface Launch {
  readonly parameters: RequestLaunchTemplateData;
  readonly launchTemplate: Instance["launchTemplate"];
  readonly subnetId: string | undefined;
  readonly tags: Tags;
  readonly count: number;
  readonly clientToken: string;
}

export interface InstanceLifecycle {
  /** Starts instances of one reservation, all or none. Throws AwsError. */
  launch(launch: Launch): readonly Instance[];
  terminate(id: string): void;
  stop(id: string): void;
  start(id: string): void;
  /** The process or the simulated thing behind an instance, while its operating system is up. */
  running(id: string): RunningInstance | undefined;
  /** What is, or was, behind an instance, as long as EC2 knows it. */
  report(id: string): LastReport | undefined;
  onStateChange(listener: (instance: string, state: InstanceState) => void): void;
  /** Ends everything behind the instances at once; nothing changes state any more. */
  shutDown(): Promise<void>;
}

interface LifecycleParts extends Supply {
  readonly tagging: Tagging;
  readonly launcher: InstanceLauncher;
}

/** What is behind an instance, and why it ended, if it did by itself. */
export type LastReport = MachineReport & {
  readonly ended: string | undefined;
  /** When it was seen, in milliseconds since the epoch. */
  readonly at: number;
};

/** What the transitions of instances work on. */
interface Transitions extends LifecycleParts {
  /** What runs behind each instance, by its id. */
  readonly running: Map<string, RunningInstance>;
  readonly bootTimers: Map<string, Cancel>;
  /** Why the process of an instance ended by itself. */
  readonly endings: Map<string, string>;
  /** Of those whose operating system is down. */
  readonly lastReports: Map<string, LastReport>;
  readonly listeners: ((instance: string, state: InstanceState) => void)[];
}

/** Why an instance ends, in the words of `StateReason`. */
const userInitiated = {
  code: "Client.UserInitiatedShutdown",
  message: "Client.UserInitiatedShutdown: User initiated shutdown",
} as const;

/** Recorded of instances whose volumes are to be encrypted with a key that is disabled, or that nobody may use for them. */
const unusableKey = {
  code: "Client.InvalidKMSKey.InvalidState",
  message: "Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state",
} as const;

/** Starts, stops and ends instances: every change of state is stored, told on the bus, and told to the listeners. */
export const createInstanceLifecycle = (parts: LifecycleParts): InstanceLifecycle => {
  const machines: Transitions = {
    ...parts,
    running: new Map(),
    bootTimers: new Map(),
    endings: new Map(),
    lastReports: new Map(),
    listeners: [],
  };
  const { running, bootTimers, listeners } = machines;
  const instances = parts.resources.instance;
  return {
    launch(request) {
      const launched = newInstances(parts, request);
      for (const instance of launched) {
        boot(machines, instance);
        parts.tagging.created("instance", instance);
      }
      return launched;
    },
    terminate(id) {
      const instance = instances.get(id);
      if (instance === undefined || instance.state === "shutting-down" || instance.state === "terminated") return;
      void halt(machines, instance, "shutting-down", "terminated");
    },
    stop(id) {
      const instance = instances.get(id);
      if (instance?.state === "running") void halt(machines, instance, "stopping", "stopped");
    },
    start(id) {
      const instance = instances.get(id);
      if (instance?.state === "stopped") boot(machines, { ...instance, launchedAt: parts.surroundings.clock.now() });
    },
    running: (id) => running.get(id),
    report: (id) => reportOf(machines, id),
    onStateChange: (listener) => {
      listeners.push(listener);
    },
    async shutDown() {
      for (const cancel of bootTimers.values()) cancel();
      bootTimers.clear();
      await Promise.all([...running.values()].map((machine) => machine.stop()));
      running.clear();
    },
  };
};

const enter = (
  { surroundings, resources, listeners }: Transitions,
  instance: Instance,
  state: InstanceState,
  ending?: Pick<Instance, "stateReason" | "stateTransitionReason">,
) => {
  resources.instance.put(instance.id, { ...instance, ...ending, state, since: surroundings.clock.now() });
  surroundings.emit({
    source: "aws.ec2",
    detailType: "EC2 Instance State-change Notification",
    resources: [arnOf(surroundings, "instance", instance.id)],
    detail: { "instance-id": instance.id, state },
  });
  for (const listener of listeners) listener(instance.id, state);
};

const boot = (machines: Transitions, instance: Instance) => {
  const { surroundings, resources, launcher, running, bootTimers } = machines;
  enter(machines, instance, "pending", { stateReason: undefined, stateTransitionReason: "" });
  if (cannotEncrypt(machines, instance)) return failToStart(machines, instance.id);
  const { id, imageId, instanceType, parameters, tags } = instance;
  const userData = decodedUserData(parameters.UserData);
  machines.endings.delete(id);
  machines.lastReports.delete(id);
  // An instance whose service ends by itself is up all the same: EC2 says `running` without a reason, and nobody answers. What it
  // said last is for GetConsoleOutput.
  const exited = (reason: string) => {
    machines.endings.set(id, reason);
  };
  const { privateIpAddress } = instance;
  running.set(id, launcher.launch({ id, imageId, instanceType, privateIpAddress, userData, tags, exited }));
  const bootMilliseconds = (resources.image.get(imageId)?.bootSeconds ?? 0) * 1000;
  bootTimers.set(
    id,
    surroundings.clock.after(bootMilliseconds, () => {
      bootTimers.delete(id);
      const booted = resources.instance.get(id);
      if (booted !== undefined) enter(machines, booted, "running");
    }),
  );
};

const reportOf = ({ surroundings, running, endings, lastReports }: Transitions, id: string): LastReport | undefined => {
  const report = running.get(id)?.report?.();
  return report === undefined
    ? lastReports.get(id)
    : { ...report, ended: endings.get(id), at: surroundings.clock.now() };
};

const cannotEncrypt = ({ surroundings, launchFaults }: Transitions, instance: Instance): boolean =>
  hasTrait("launches-are-refused", surroundings) &&
  volumesOf(instance).some(
    ({ settings: { KmsKeyId } }) => KmsKeyId !== undefined && launchFaults.keyIsUnusable(KmsKeyId),
  );

/**
 * "Amazon Web Services authenticates the KMS key asynchronously": the launch is accepted, and the instance is terminated before it
 * ran; one that was stopped is stopped again.
 */
const failToStart = (machines: Transitions, id: string) => {
  const { clock } = machines.surroundings;
  const instances = machines.resources.instance;
  machines.bootTimers.set(
    id,
    clock.after(encryptionMilliseconds, () => {
      machines.bootTimers.delete(id);
      const failed = instances.get(id);
      if (failed === undefined) return;
      const again = failed.launchedAt > failed.createdAt;
      enter(machines, failed, again ? "stopped" : "terminated", {
        stateReason: unusableKey,
        stateTransitionReason: unusableKey.message,
      });
      if (!again) clock.after(visibleAfterTerminationMilliseconds, () => instances.remove(id));
    }),
  );
};

const halt = async (
  machines: Transitions,
  instance: Instance,
  through: "shutting-down" | "stopping",
  to: "terminated" | "stopped",
) => {
  const { clock } = machines.surroundings;
  const instances = machines.resources.instance;
  machines.bootTimers.get(instance.id)?.();
  machines.bootTimers.delete(instance.id);
  const at = new Date(clock.now()).toISOString().replace("T", " ").replace(/\..*/, " GMT");
  const machine = machines.running.get(instance.id);
  enter(machines, instance, through, { stateReason: userInitiated, stateTransitionReason: `User initiated (${at})` });
  await Promise.all([machine?.stop(), sleep(clock, shutdownMilliseconds)]);
  const halted = instances.get(instance.id);
  // A stopping instance may have been terminated meanwhile.
  if (halted?.state !== through) return;
  const report = reportOf(machines, instance.id);
  if (report !== undefined) machines.lastReports.set(instance.id, { ...report, process: undefined });
  machines.running.delete(instance.id);
  enter(machines, halted, to);
  if (to === "terminated")
    clock.after(visibleAfterTerminationMilliseconds, () => {
      instances.remove(instance.id);
      machines.lastReports.delete(instance.id);
      machines.endings.delete(instance.id);
    });
};

/** Instances as they are before they boot: addresses taken, ids given, nothing stored yet. */
const newInstances = (
  parts: LifecycleParts,
  { parameters, launchTemplate, subnetId, tags, count, clientToken }: Launch,
): readonly Instance[] => {
  const {
    surroundings: { clock, random },
    resources,
  } = parts;
  const plan = planLaunch(parts, parameters, subnetId, count);
  const taken = takenAddresses(resources, plan.subnet.id);
  const reservationId = `r-${hex(random, 17)}`;
  const now = clock.now();
  return Array.from({ length: count }, (_, launchIndex): Instance => {
    const privateIpAddress = pickAddress(plan.subnet.cidrBlock, taken, random);
    taken.add(privateIpAddress);
    const id = `i-${hex(random, 17)}`;
    return {
      id,
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
      createdAt: now,
      clientToken,
      launchTemplate,
      imageId: plan.image.id,
      architecture: plan.image.architecture,
      instanceType: plan.instanceType,
      subnetId: plan.subnet.id,
      vpcId: plan.subnet.vpcId,
      availabilityZone: plan.subnet.availabilityZone,
      privateIpAddress,
      publicIpAddress: plan.publicAddress ? publicAddressOf(privateIpAddress, id) : undefined,
      securityGroupIds: plan.securityGroupIds,
      parameters,
    };
  });
};

const takenAddresses = (resources: Resources, subnet: string): Set<string> =>
  new Set(
    resources.instance
      .values()
      .filter(({ subnetId, state }) => subnetId === subnet && state !== "terminated")
      .map(({ privateIpAddress }) => privateIpAddress),
  );
