/** What keeps an action from being done that only a person can end, and what is known to take long: found before the first change. */
import { SideBlocked } from "../errors.ts";
import { isNetworkLoadBalancer } from "../resources/described/ids.ts";
import { departureSeconds, type Hook, restsOn, staying, type Waits } from "./emptying.ts";
import type { Environment } from "./environment.ts";
import type { Request } from "./request.ts";
import { bindingTo } from "./stickiness.ts";
import { bothSides } from "./traffic.ts";
import type { GroupView, SideView, View } from "./view.ts";

/** What a release is launched by, and what comes of it while that rests. */
const launching = {
  Launch: "nothing is launched",
  AddToLoadBalancer: "what is launched gets no traffic, not even once it is resumed",
  HealthCheck: "AWS does not see what fails",
} as const;

const keepsFromLaunching = ({ group }: SideView): readonly string[] =>
  Object.entries(launching).flatMap(([process, soThat]) => restsOn(group, process, soThat));

/** Only what the side with the traffic does: what a person suspended on both is meant so. */
const keepsFromCarrying = (idle: SideView, active: SideView): readonly string[] =>
  Object.entries({ ...launching, Terminate: "nothing that fails is replaced" })
    .filter(([process]) => !active.group.suspended.includes(process))
    .flatMap(([process, soThat]) => restsOn(idle.group, process, `${soThat}, unlike on ${active.side}`));

/** Known before the first change, so no deployment begins only to be undone. */
const keepsFromServing = ({ group }: SideView): readonly string[] =>
  group.desired === 0 ? ["it is empty; deploy a release to it first"] : [];

/** Throws `SideBlocked`, with what to type, if a person must do something before the action can be done. */
export const refuseBlocked = (request: Request, view: View): void => {
  const { active, idle } = bothSides(view);
  // To put it where it is changes nothing.
  if (request.action === "switch" && request.to === active.side) return;
  const emptying = [...staying(idle), ...bindingTo(view, idle)];
  const blocking = {
    upgrade: [],
    deploy: [...emptying, ...keepsFromLaunching(idle)],
    release: [...emptying, ...keepsFromLaunching(idle)],
    scaledown: emptying,
    retire: emptying,
    switch: [...keepsFromServing(idle), ...keepsFromCarrying(idle, active)],
    "end-hold": [],
  }[request.action];
  if (blocking.length > 0)
    throw new SideBlocked(
      `${idle.side} cannot be ${request.action === "scaledown" || request.action === "retire" ? "emptied" : request.action === "switch" ? "switched to" : "deployed to"}: ${blocking.join("; ")}. Nothing was changed.`,
    );
};

/**
 * Behind a network load balancer "existing connections are not impacted" as a listener moves: notices of what becomes of them. To empty a side
 * ends them with its instances, once the deregistration delay is over.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html
 */
export const flowNotices = (
  { action }: Pick<Request, "action">,
  view: View,
  drainSeconds: number | undefined,
): readonly string[] => {
  if (!isNetworkLoadBalancer(view.loadBalancer.arn)) return [];
  const { active, idle } = bothSides(view);
  const moves = action === "release" || action === "switch";
  return [
    ...(moves
      ? [
          `Connections that are established stay on ${active.side} until they end, and after a rollback on ${idle.side}: only new ones are moved. Let clients reconnect now and then.`,
        ]
      : []),
    ...(drainSeconds === undefined
      ? []
      : [
          `Emptying a side ends the connections that are still established on it, ${drainSeconds} s after it begins (its deregistration delay): scale down once the old side has few, or raise that delay.`,
        ]),
  ];
};

const namesOf = (hooks: readonly Hook[]): string => hooks.map(({ name }) => `'${name}'`).join(", ");

const slowest = (hooks: readonly Hook[]): number =>
  Math.max(0, ...hooks.map(({ heartbeatSeconds }) => heartbeatSeconds));

/**
 * Where AWS may take longer than the environment's registration has time for: notices, both numbers said. No reason to refuse: draining
 * ends early where nothing is in flight, and a hook may be answered at once.
 */
export const slowWaits = (
  { timeouts }: Pick<Environment, "timeouts">,
  { name }: Pick<GroupView, "name">,
  waits: Waits,
): readonly string[] => {
  const { usual } = departureSeconds(waits);
  const { hooks, launchHooks, drainSeconds } = waits;
  const asks = (some: readonly Hook[]) =>
    some.length === 0 ? "" : `, ${slowest(some)} s for lifecycle hook ${namesOf(some)}`;
  return [
    ...(usual >= timeouts.empty
      ? [
          `An instance of ${name} may take ${usual} s to go (${drainSeconds} s to drain${asks(hooks)}); timeouts.empty is ${timeouts.empty} s. What is not gone by then a scaledown leaves to AWS, and a deploy does not wait for.`,
        ]
      : []),
    ...(slowest(launchHooks) >= timeouts.rollback
      ? [
          `An instance of ${name} may take ${slowest(launchHooks)} s to come into service (lifecycle hook ${namesOf(launchHooks)}); timeouts.rollback is ${timeouts.rollback} s, after which a rollback that has to bring it back is given up.`,
        ]
      : []),
  ];
};
