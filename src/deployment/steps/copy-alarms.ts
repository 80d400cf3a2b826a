import { twoSided } from "../environment.ts";
import { missingFleet } from "../upgrade/missing.ts";
import { twinAlarms } from "../upgrade/twin-alarms.ts";
import { changing } from "./step.ts";

/** Makes the alarms that drive the twin's policies: they measure the twin and call its policies. */
export const copyAlarms = changing({
  name: "CopyAlarms",
  looks: ["live", "twins", "policies"],
  kinds: ["scaling-alarm"],
  plan: ({ live, environment, twins, policies }) =>
    missingFleet(live, twinAlarms(live, twoSided(environment), twins, policies)).changes,
  report: ({ live, environment, twins, policies }) =>
    missingFleet(live, twinAlarms(live, twoSided(environment), twins, policies)).report,
});
