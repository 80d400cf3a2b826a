import { asksAws, command, flagOf } from "../command.ts";
import {
  asking,
  ofEnvironment,
  oneRelease,
  overriding,
  release,
  scaledownAfter,
  targetSide,
  trafficStrategy,
} from "../options.ts";
import { UsageError } from "../usage-error.ts";
import { deployCommand } from "./deploy.ts";
import { releaseCommand } from "./release.ts";
import { retireCommand } from "./retire.ts";
import { rollbackCommand } from "./rollback.ts";
import { rollingUpdateCommand } from "./rolling-update.ts";
import { scaledownCommand } from "./scaledown.ts";
import { switchCommand } from "./switch.ts";
import { upgradeCommand } from "./upgrade.ts";

const planned = {
  upgrade: upgradeCommand,
  deploy: deployCommand,
  switch: switchCommand,
  scaledown: scaledownCommand,
  release: releaseCommand,
  retire: retireCommand,
  "rolling-update": rollingUpdateCommand,
  rollback: rollbackCommand,
};

/** What the planned action needs to be told; each only with the actions that have it. */
const needs = {
  ...release,
  scaledown: scaledownAfter,
  to: targetSide,
  strategy: trafficStrategy,
  ...overriding,
};

export const planCommand = command({
  name: ["plan"],
  group: "looking",
  says: "the changes that an action would make: + create, - delete, ~ update",
  words: {
    ...ofEnvironment,
    action: {
      says: "the action to plan",
      choices: ["upgrade", "deploy", "switch", "scaledown", "release", "retire", "rolling-update", "rollback"],
    },
  },
  options: { ...needs, ...asking },
  exclusions: [oneRelease],
  examples: ["sarcelle plan web-live upgrade", "sarcelle plan web-live deploy --release release.yml"],
  exitCodes: asksAws,
  run: async ({ environment, action }, options) => {
    const isGiven = (need: keyof typeof needs) => options[need] !== undefined && options[need] !== false;
    const foreign = (Object.keys(needs) as (keyof typeof needs)[]).find(
      (need) => isGiven(need) && !(need in planned[action].options),
    );
    if (foreign !== undefined)
      throw new UsageError(`'${action}' has no ${flagOf(foreign)}. See 'sarcelle ${action} --help'.`);
    return (await import("../deployments/look.ts")).showPlan(action, environment, options);
  },
});
