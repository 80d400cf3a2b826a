import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { alarmNotices, alarmsOfBake } from "../deployment/alarms.ts";
import { refuseUnknownRequester } from "../deployment/approval.ts";
import { refuseUncomparable } from "../deployment/comparison.ts";
import type { Environment } from "../deployment/environment.ts";
import { refuseEndless } from "../deployment/how-long.ts";
import { flowNotices, refuseBlocked, slowWaits } from "../deployment/in-the-way.ts";
import type { Request } from "../deployment/request.ts";
import { refuseStickyParts } from "../deployment/stickiness.ts";
import { movesOf } from "../deployment/strategy.ts";
import { activeSide, idleSide, refuseOthersInActions } from "../deployment/traffic.ts";
import type { View } from "../deployment/view.ts";
import { isNetworkLoadBalancer } from "../resources/described/ids.ts";
import { alarmsOf } from "./alarms.ts";
import type { Observers } from "./observe.ts";
import { stickyGroups } from "./sticky-groups.ts";
import type { AttributesOf } from "./target-group-attributes.ts";
import { waitsOf } from "./waits.ts";

type Moving = Extract<Request, { readonly action: "release" | "switch" }>;

const moves = (request: Request): request is Moving => request.action === "release" || request.action === "switch";

/** To put the traffic where it is changes nothing. */
const isThere = (view: View, request: Moving): boolean =>
  request.action === "switch" && request.to === activeSide(view);

const inParts = ({ strategy }: Moving): boolean => strategy !== undefined && movesOf(strategy).length > 1;

/**
 * What of an upgraded environment a person must know before the action: notices. Throws `SideBlocked`, `NotAsRegistered` or `CannotBake` for what a person must
 * settle first. Asks AWS only for what the action needs.
 */
export const clearanceFor = async (
  clients: Observers & { readonly cloudWatch: CloudWatchClient; readonly attributesOf: AttributesOf },
  request: Request,
  environment: Environment,
  view: View,
): Promise<readonly string[]> => {
  refuseBlocked(request, view);
  refuseEndless(moves(request) && request.strategy ? { ...environment, strategy: request.strategy } : environment);
  refuseUnknownRequester(request, environment, view);
  if (moves(request) && !isThere(view, request)) refuseOthersInActions(view);
  if (moves(request) && inParts(request) && !isThere(view, request) && !isNetworkLoadBalancer(view.loadBalancer.arn))
    refuseStickyParts(view, await stickyGroups(clients.attributesOf, view));
  const { action } = request;
  if (moves(request) && environment.compare !== undefined) refuseUncomparable(request, view);
  const told = moves(request)
    ? alarmNotices(
        alarmsOfBake(environment, await alarmsOf(clients.cloudWatch, environment.bake.alarms)),
        request.action,
        inParts(request),
      )
    : [];
  if (action !== "deploy" && action !== "release" && action !== "scaledown")
    return [...told, ...flowNotices(request, view, undefined)];
  const idle = idleSide(view);
  const waits = await waitsOf(clients, idle, clients.attributesOf);
  return [...told, ...flowNotices(request, view, waits.drainSeconds), ...slowWaits(environment, idle.group, waits)];
};
