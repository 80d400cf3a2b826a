import type { DataPlane } from "../../dataplane/data-plane.ts";
import type { Cancel, Clock } from "../../world/clock.ts";
import type { DataPlaneFaults, Fleet } from "../../world/neighbours.ts";
import { type HealthEvent, isChecked, judge, nextHealth, registering } from "./health.ts";
import { type Routing, target } from "./routing.ts";
import { listenersUsing, type Registration, registrationKey, registrationsIn, type Tables } from "./tables.ts";

/** AWS does not say how long the nodes take to learn of a target; `Elb.RegistrationInProgress` shows meanwhile. */
const registrationTime = 1_000;
/** How long a target whose instance was terminated still shows before the load balancer lets it go. */
const terminatedShows = 60_000;

/** The life of targets in their groups: registration, health checks, draining. */
export interface Targets {
  register(targetGroupArn: string, instance: string, port: number): void;
  deregister(targetGroupArn: string, instance: string, port: number): void;
  /** After a listener or rule began or ceased to use the group, or an instance changed its state. */
  groupChanged(targetGroupArn: string): void;
  instanceChanged(instance: string): void;
  /** Forgets the targets of a deleted group. */
  forget(targetGroupArn: string): void;
  stop(): void;
}

export const createTargets = (
  clock: Clock,
  tables: Tables,
  fleet: Fleet,
  faults: DataPlaneFaults,
  dataPlane: DataPlane,
  routing: Routing,
): Targets => {
  /** What is to happen next to each registration: the end of its registration, its next check, the end of its draining. */
  const pending = new Map<string, Cancel>();
  const checking = new Set<string>();

  const schedule = (key: string, delay: number, task: () => void) => {
    pending.get(key)?.();
    pending.set(key, clock.after(delay, task));
  };
  const unschedule = (key: string) => {
    pending.get(key)?.();
    pending.delete(key);
    checking.delete(key);
  };

  const remove = (key: string) => {
    unschedule(key);
    tables.registrations.remove(key);
  };

  const apply = (key: string, event: HealthEvent) => {
    const registration = tables.registrations.get(key);
    const group = registration && tables.targetGroups.get(registration.targetGroupArn);
    if (registration === undefined || group === undefined) return;
    const health = nextHealth(registration.health, event, group);
    if (health === registration.health) return;
    tables.registrations.put(key, { ...registration, health });
    follow(key, { ...registration, health });
    if (health.state !== registration.health.state || isChecked(health) !== isChecked(registration.health)) {
      routing.groupChanged(registration.targetGroupArn);
    }
  };

  /** Sets going what the new health calls for. */
  const follow = (key: string, { targetGroupArn, instance, health }: Registration) => {
    if (isChecked(health)) {
      if (!checking.has(key)) check(key);
      return;
    }
    unschedule(key);
    if (health.state === "initial") {
      schedule(key, registrationTime, () => apply(key, { type: "registered" }));
    } else if (health.state === "draining") {
      const delay = tables.attributes.get(targetGroupArn)?.["deregistration_delay.timeout_seconds"] ?? "300";
      schedule(key, Number(delay) * 1000, () => remove(key));
    } else if (fleet.instance(instance)?.state === "terminated") {
      schedule(key, terminatedShows, () => remove(key));
    }
  };

  /** Checks once, and again an interval after this check began, or when it ended if it took longer. */
  const check = (key: string) => {
    const registration = tables.registrations.get(key);
    const group = registration && tables.targetGroups.get(registration.targetGroupArn);
    if (registration === undefined || group === undefined) return;
    const { instance } = registration;
    const port = group.HealthCheckPort === "traffic-port" ? registration.port : Number(group.HealthCheckPort);
    const begun = clock.now();
    let current = true;
    unschedule(key);
    checking.add(key);
    pending.set(key, () => {
      current = false;
    });
    void dataPlane
      .check({
        target: target(fleet, faults, instance, port),
        protocol: group.HealthCheckProtocol,
        path: group.HealthCheckPath,
        timeout: group.HealthCheckTimeoutSeconds * 1000,
      })
      .then((outcome) => {
        if (!current) return;
        schedule(key, begun + group.HealthCheckIntervalSeconds * 1000 - clock.now(), () => check(key));
        apply(key, judge(outcome, group.Matcher.HttpCode ?? "200"));
      });
  };

  /** Whether the load balancer uses the target, and if not, why. */
  const situation = ({ targetGroupArn, instance }: Registration): HealthEvent => {
    const state = fleet.instance(instance)?.state ?? "terminated";
    if (state === "stopped" || state === "terminated") {
      return { type: "unused", reason: "Target.InvalidState", description: `Target is in the ${state} state` };
    }
    const notInUse = (description: string): HealthEvent => ({ type: "unused", reason: "Target.NotInUse", description });
    const [listener] = listenersUsing(tables, targetGroupArn);
    if (listener === undefined) {
      return notInUse("Target group is not configured to receive traffic from the load balancer");
    }
    const zone = fleet.instance(instance)?.availabilityZone;
    const zones = tables.loadBalancers.get(listener.LoadBalancerArn)?.AvailabilityZones ?? [];
    return zones.some(({ ZoneName }) => ZoneName === zone)
      ? { type: "used" }
      : notInUse("Target is in an Availability Zone that is not enabled for the load balancer");
  };

  const reconsider = (registration: Registration) =>
    apply(
      registrationKey(registration.targetGroupArn, registration.instance, registration.port),
      situation(registration),
    );

  return {
    register(targetGroupArn, instance, port) {
      const key = registrationKey(targetGroupArn, instance, port);
      const earlier = tables.registrations.get(key);
      if (earlier !== undefined && earlier.health.state !== "draining") return;
      const registration: Registration = { targetGroupArn, instance, port, health: registering };
      tables.registrations.put(key, registration);
      follow(key, registration);
      reconsider(registration);
    },
    deregister: (targetGroupArn, instance, port) =>
      apply(registrationKey(targetGroupArn, instance, port), { type: "deregistered" }),
    groupChanged(targetGroupArn) {
      for (const registration of registrationsIn(tables, targetGroupArn)) reconsider(registration);
    },
    instanceChanged(instance) {
      for (const registration of tables.registrations.values()) {
        if (registration.instance === instance) reconsider(registration);
      }
    },
    forget(targetGroupArn) {
      for (const { instance, port } of registrationsIn(tables, targetGroupArn)) {
        remove(registrationKey(targetGroupArn, instance, port));
      }
    },
    stop() {
      for (const key of [...pending.keys()]) unschedule(key);
    },
  };
};
