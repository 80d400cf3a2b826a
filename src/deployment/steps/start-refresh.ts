import type { Change, State } from "../../changes/change.ts";
import { FrozenMeanwhile } from "../../errors.ts";
import { registeredVersion } from "../../resources/described/ids.ts";
import { gatesOf } from "../cluster-hook.ts";
import { whyFrozen } from "../frozen.ts";
import { frozen, ready } from "../gates.ts";
import { refreshPreferences, returnPreferences } from "../rolling.ts";
import { ownTemplateOf } from "../upgrade/rolling-template.ts";
import { changing, type Seen } from "./step.ts";

/** From what the group launches to what was registered; both states say how AWS is to get there. */
const refreshTo = (seen: Seen<"fleet" | "templateTags" | "alarms">, registered: string): Change => {
  const { fleet, templateTags, environment, alarms } = seen;
  const { group } = fleet;
  const { id, name, version: now } = group.launchTemplate;
  const { launchTemplateId = id, version } = registeredVersion.parse(registered);
  const between = [
    registeredVersion.format({ launchTemplateId: id, version: now }),
    registeredVersion.format({ launchTemplateId, version }),
  ];
  const own = ownTemplateOf(fleet, templateTags, environment.name).name;
  // By its name is known that the template which PrepareRefresh makes stands below.
  const named = (template: string): State => (launchTemplateId === id ? {} : { launchTemplateName: template });
  return {
    resource: { kind: "instance-refresh", id: group.name },
    before: {
      launchTemplateId: id,
      ...named(name),
      version: now,
      preferences: returnPreferences(environment),
      between,
    },
    after: { launchTemplateId, ...named(own), version, preferences: refreshPreferences(environment, alarms), between },
  };
};

/** What holds each instance of a cluster until it is whole, there and back: it is undone after the refresh. */
const gatesFor = ({ fleet, environment: { rolling } }: Seen<"fleet">): readonly Change[] =>
  gatesOf(fleet.group.name, rolling.hook);

/** Has AWS replace the group's instances by the registered version. The group's own settings are not touched: until AWS is done, it can roll back to them. */
export const startRefresh = changing({
  name: "StartRefresh",
  looks: ["fleet", "templateTags", "alarms"],
  gate: {
    // Once it is begun it is gone on with.
    ask: ({ planned, freeze = [] }, { now }) => {
      const why = planned.length > 0 ? undefined : whyFrozen(freeze, now);
      return why === undefined ? ready("no freeze window is open") : frozen(`No instance was replaced. ${why}`);
    },
    failure: FrozenMeanwhile,
  },
  kinds: ["lifecycle-hook", "instance-refresh"],
  plan: (seen) => {
    if (seen.version === undefined) throw new TypeError("PrepareRefresh made no launch template version.");
    return [...gatesFor(seen), refreshTo(seen, seen.version)];
  },
  effect: (seen) => ({ gates: gatesFor(seen) }),
});
