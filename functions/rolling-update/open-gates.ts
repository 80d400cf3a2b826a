import { autoScaling } from "../../src/aws/clients.ts";
import { madeGates } from "../../src/aws/observe-fleet.ts";
import { changingHandler } from "../../src/aws/step-handler.ts";
import { openGates } from "../../src/deployment/steps/open-gates.ts";
import { lifecycleHook } from "../../src/resources/lifecycle-hook.ts";

const client = autoScaling();

export const handler = changingHandler(openGates, {
  look: { gates: madeGates(client) },
  kinds: { "lifecycle-hook": lifecycleHook(client) },
});
