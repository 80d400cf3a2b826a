/** The life of targets in their groups: registration, health checks, draining. */
import type { Elbv2Context } from "./context.ts";
import { type HealthEvent, isChecked, judge, nextHealth, registering } from "./health.ts";
import { terminatedDrains } from "./lingering.ts";
import { enoughHealthy, target } from "./routable.ts";
import { rerouteGroup } from "./routing.ts";
import { listenersUsing, type Registration, registrationKey, registrationsIn } from "./tables.ts";
import { isFlowProtocol } from "./traffic-protocols.ts";

/** AWS does not say how long the nodes take to learn of a target; `Elb.RegistrationInProgress` shows meanwhile. */
const registrationMilliseconds = 1_000;
/**
 * Of network load balancers it says: "It can take a few minutes for the registration process to complete and health checks to start."
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html
 */
const flowRegistrationMilliseconds = 180_000;
/** How long a target whose instance was terminated still shows before the load balancer lets it go. */
const terminatedShowsMilliseconds = 60_000;

/** Puts an instance into a target group. One that is there stays as it is, unless it drains. */
export const registerTarget = (context: Elbv2Context, targetGroupArn: string, instance: string, port: number): void => {
  const { tables } = context;
  const key = registrationKey(targetGroupArn, instance, port);
  const earlier = tables.registrations.get(key);
  if (earlier !== undefined && earlier.health.state !== "draining") return;
  const registration: Registration = { targetGroupArn, instance, port, health: registering };
  tables.registrations.put(key, registration);
  follow(context, key, registration);
  reconsider(context, registration);
};

/** Begins to drain a target; it leaves its group when the deregistration delay is over. */
export const deregisterTarget = (context: Elbv2Context, targetGroupArn: string, instance: string, port: number): void =>
  apply(context, registrationKey(targetGroupArn, instance, port), { type: "deregistered" });

/** After a listener or rule began or ceased to use the group. */
export const reconsiderGroup = (context: Elbv2Context, targetGroupArn: string): void => {
  for (const registration of registrationsIn(context.tables, targetGroupArn)) reconsider(context, registration);
};

/** After an instance changed its state. */
export const reconsiderInstance = (context: Elbv2Context, instance: string): void => {
  for (const registration of context.tables.registrations.values()) {
    if (registration.instance === instance) reconsider(context, registration);
  }
};

/** Lets go of the targets of a deleted group at once. */
export const forgetTargets = (context: Elbv2Context, targetGroupArn: string): void => {
  for (const { instance, port } of registrationsIn(context.tables, targetGroupArn)) {
    remove(context, registrationKey(targetGroupArn, instance, port));
  }
};

const remove = ({ timers, tables }: Elbv2Context, key: string) => {
  timers.cancel(key);
  tables.registrations.remove(key);
};

const apply = (context: Elbv2Context, key: string, event: HealthEvent) => {
  const { tables } = context;
  const registration = tables.registrations.get(key);
  const group = registration && tables.targetGroups.get(registration.targetGroupArn);
  if (registration === undefined || group === undefined) return;
  const health = nextHealth(registration.health, event, group);
  if (health === registration.health) return;
  tables.registrations.put(key, { ...registration, health });
  follow(context, key, { ...registration, health });
  if (health.state !== registration.health.state || isChecked(health) !== isChecked(registration.health)) {
    rerouteGroup(context, registration.targetGroupArn);
  }
  if (health.state !== registration.health.state) endFlowsOf(context, { ...registration, health });
};

/**
 * Breaks the connections of a target whose health has changed for the worse: "If a target becomes unhealthy, the load balancer sends a TCP
 * RST … unless the unhealthy target triggers the load balancer to fail open", if the group's attribute has it so; those of an instance that
 * is gone are gone.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html
 */
const endFlowsOf = ({ tables, dataPlane }: Elbv2Context, { targetGroupArn, instance, health }: Registration): void => {
  const group = tables.targetGroups.get(targetGroupArn);
  if (group === undefined || !isFlowProtocol(group.Protocol)) return;
  const attributes = tables.attributes.get(targetGroupArn) ?? {};
  const failsOpen = !enoughHealthy(registrationsIn(tables, targetGroupArn), attributes, "unhealthy_state_routing");
  const terminates = attributes["target_health_state.unhealthy.connection_termination.enabled"] !== "false";
  const isGone = health.state === "unused" && health.reason === "Target.InvalidState";
  if (isGone || (health.state === "unhealthy" && terminates && !failsOpen))
    dataPlane.endFlows(targetGroupArn, instance);
};

/** The end of a target's draining: its connections go on as long as they are alive, unless the group's attribute ends them. */
const endDraining = (context: Elbv2Context, key: string, { targetGroupArn, instance }: Registration): void => {
  const attributes = context.tables.attributes.get(targetGroupArn) ?? {};
  if (attributes["deregistration_delay.connection_termination.enabled"] === "true")
    context.dataPlane.endFlows(targetGroupArn, instance);
  remove(context, key);
};

/** Sets going what the new health calls for. */
const follow = (context: Elbv2Context, key: string, registration: Registration) => {
  const { timers, tables, fleet } = context;
  const { targetGroupArn, instance, health } = registration;
  if (isChecked(health)) {
    if (!timers.isChecking(key)) check(context, key);
    return;
  }
  timers.cancel(key);
  if (health.state === "initial") {
    const isFlow = isFlowProtocol(tables.targetGroups.get(targetGroupArn)?.Protocol ?? "HTTP");
    const delay = isFlow ? flowRegistrationMilliseconds : registrationMilliseconds;
    timers.schedule(key, delay, () => apply(context, key, { type: "registered" }));
  } else if (health.state === "draining") {
    const delay = tables.attributes.get(targetGroupArn)?.["deregistration_delay.timeout_seconds"] ?? "300";
    timers.schedule(key, Number(delay) * 1000, () => endDraining(context, key, registration));
  } else if (fleet.instance(instance)?.state === "terminated") {
    timers.schedule(key, terminatedShowsMilliseconds, () => {
      remove(context, key);
      context.lingering.begin(key, terminatedDrains);
    });
  }
};

/** Checks once, and again an interval after this check began, or when it ended if it took longer. */
const check = (context: Elbv2Context, key: string) => {
  const { surroundings, timers, tables, dataPlane } = context;
  const { clock } = surroundings;
  const registration = tables.registrations.get(key);
  const group = registration && tables.targetGroups.get(registration.targetGroupArn);
  if (registration === undefined || group === undefined) return;
  const { instance } = registration;
  const port = group.HealthCheckPort === "traffic-port" ? registration.port : Number(group.HealthCheckPort);
  const begun = clock.now();
  let counts = true;
  timers.beginCheck(key, () => {
    counts = false;
  });
  void dataPlane
    .check({
      target: target(context, instance, port),
      protocol: group.HealthCheckProtocol,
      path: group.HealthCheckPath ?? "/",
      timeout: group.HealthCheckTimeoutSeconds * 1000,
    })
    // What follows is the clock's, which watches over what it does.
    .then((outcome) => {
      clock.after(0, () => {
        if (!counts) return;
        const again = begun + group.HealthCheckIntervalSeconds * 1000 - clock.now();
        timers.schedule(key, again, () => check(context, key));
        apply(context, key, judge(outcome, group.Matcher?.HttpCode ?? "200"));
      });
    });
};

/** Whether the load balancer uses the target, and if not, why. */
const situation = ({ tables, fleet }: Elbv2Context, { targetGroupArn, instance }: Registration): HealthEvent => {
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

const reconsider = (context: Elbv2Context, registration: Registration) => {
  const { targetGroupArn, instance, port } = registration;
  apply(context, registrationKey(targetGroupArn, instance, port), situation(context, registration));
};
