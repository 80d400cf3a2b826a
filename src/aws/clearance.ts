import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { alarmNotices, alarmsOfBake } from "../deployment/alarms.ts";
import { refuseUnknownRequester } from "../deployment/approval.ts";
import { refuseUncomparable } from "../deployment/comparison.ts";
import type { Environment } from "../deployment/environment.ts";
import { refuseEndless } from "../deployment/how-long.ts";
import { flowNotices, refuseBlocked, slowWaits } from "../deployment/in-the-way.ts";
import { hasMoves, isInParts, type Request } from "../deployment/request.ts";
import { refuseStickyParts, stickyNotices } from "../deployment/sticky-parts.ts";
import { activeSide, idleSide, refuseOthersInActions } from "../deployment/traffic.ts";
import type { View } from "../deployment/view.ts";
import { alarmsOf } from "./alarms.ts";
import type { Observers } from "./observe.ts";
import { stickyGroups } from "./sticky-groups.ts";
import type { AttributesOf } from "./target-group-attributes.ts";
import { waitsOf } from "./waits.ts";

/** To put the traffic where it is changes nothing. */
const isThere = (view: View, request: Request): boolean =>
  request.action === "switch" && request.to === activeSide(view);

/** What there is to know of target groups that keep clients with their targets. Throws `SideBlocked` where their traffic cannot be shared. */
const clearSticky = async (attributesOf: AttributesOf, request: Request, view: View): Promise<readonly string[]> => {
  if (isThere(view, request)) return [];
  const sticky = await stickyGroups(attributesOf, request, view);
  refuseStickyParts(sticky);
  return stickyNotices(view, sticky);
};

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
  refuseEndless(hasMoves(request) && request.strategy ? { ...environment, strategy: request.strategy } : environment);
  refuseUnknownRequester(request, environment, view);
  if (hasMoves(request) && !isThere(view, request)) refuseOthersInActions(view);
  const kept = await clearSticky(clients.attributesOf, request, view);
  const { action } = request;
  if (hasMoves(request) && environment.compare !== undefined) refuseUncomparable(request, view);
  const told = hasMoves(request)
    ? alarmNotices(
        alarmsOfBake(environment, await alarmsOf(clients.cloudWatch, environment.bake.alarms)),
        request.action,
        isInParts(request),
      )
    : [];
  if (action !== "deploy" && action !== "release" && action !== "scaledown" && action !== "retire")
    return [...kept, ...told, ...flowNotices(request, view, undefined)];
  const idle = idleSide(view);
  const waits = await waitsOf(clients, idle, clients.attributesOf);
  return [
    ...kept,
    ...told,
    ...flowNotices(request, view, waits.drainSeconds),
    ...slowWaits(environment, idle.group, waits),
  ];
};
