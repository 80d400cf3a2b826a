import { targetGroupArn } from "../../resources/described/ids.ts";
import { twoSided } from "../environment.ts";
import { unlessStanding } from "../upgrade/missing.ts";
import { greenTargetGroup, twinTargetGroups } from "../upgrade/twin-target-groups.ts";
import { changing } from "./step.ts";

/** The ARN that a twin will have, but for the part that AWS makes up. */
const arnToBe = (arn: string, name: string): string =>
  targetGroupArn.format({ ...targetGroupArn.parse(arn), name, key: "(known once it is made)" });

/** Keeps what the live side looks like, marks its target groups as this environment's, and makes a twin for each. */
export const createTargetGroups = changing({
  name: "CreateTargetGroups",
  looks: ["live", "snapshot"],
  kinds: ["tags", "target-group"],
  plan: ({ live, environment }) => unlessStanding(live, () => twinTargetGroups(live, twoSided(environment))).changes,
  report: ({ live, environment }) => unlessStanding(live, () => twinTargetGroups(live, twoSided(environment))).report,
  effect: ({ live }) => ({
    twins: new Map(
      live.targetGroups.map((target) => {
        const arn = target.targetGroup.TargetGroupArn ?? "";
        return [arn, live.standing?.twins.get(arn) ?? arnToBe(arn, greenTargetGroup(target))];
      }),
    ),
  }),
});
