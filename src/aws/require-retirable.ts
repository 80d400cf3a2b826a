import type { Environment } from "../deployment/environment.ts";
import { standingHolds } from "../deployment/hold.ts";
import { judgeHold } from "../deployment/hold-alarms.ts";
import { type Retiring, refuseUnretirable } from "../deployment/retiring.ts";
import type { View } from "../deployment/view.ts";
import type { Clients } from "../resources/kinds.ts";
import { holdSight } from "./hold-sight.ts";
import type { Lock } from "./journal-format.ts";
import { observeRetiring } from "./observe-retiring.ts";
import type { Table } from "./table.ts";

/** All that would go if the environment were retired; throws `SideBlocked` if anything is known to keep it from that. */
export const requireRetirable = async (
  clients: Clients,
  table: Table,
  environment: Environment,
  view: View,
  lock: Lock,
): Promise<Retiring> => {
  const retiring = await observeRetiring(clients, table, environment);
  const holds = standingHolds(lock, environment.timeouts.hold);
  const sight = await holdSight(clients, holds);
  const staying = holds.filter((hold) => !judgeHold(hold, sight).isOver);
  refuseUnretirable(environment.name, view, retiring, staying);
  return retiring;
};
