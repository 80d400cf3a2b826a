import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { alarmNotices } from "../deployment/alarms.ts";
import type { Environment } from "../deployment/environment.ts";
import { refuseBlocked, slowWaits } from "../deployment/in-the-way.ts";
import type { Request } from "../deployment/request.ts";
import { idleSide } from "../deployment/traffic.ts";
import type { View } from "../deployment/view.ts";
import { alarmsOf } from "./alarms.ts";
import type { Observers } from "./observe.ts";
import { waitsOf } from "./waits.ts";

/**
 * What of an upgraded environment a person must know before the action: notices. Throws `SideBlocked` or `CannotBake` for what a person must
 * settle first. Asks AWS only for what the action needs.
 */
export const clearanceFor = async (
  clients: Observers & { readonly cloudWatch: CloudWatchClient },
  request: Request,
  environment: Environment,
  view: View,
): Promise<readonly string[]> => {
  refuseBlocked(request, view);
  const { action } = request;
  const { alarms: expected } = environment.bake;
  const told =
    action === "release" || action === "switch"
      ? alarmNotices({ expected, alarms: await alarmsOf(clients.cloudWatch, expected) }, action)
      : [];
  if (action !== "deploy" && action !== "release" && action !== "scaledown") return told;
  const idle = idleSide(view);
  return [...told, ...slowWaits(environment, idle.group, await waitsOf(clients, idle))];
};
