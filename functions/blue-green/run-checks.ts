import { autoScaling, loadBalancing } from "../../src/aws/clients.ts";
import { idleChecks, productionRules, viewFor } from "../../src/aws/sights.ts";
import { lookingHandler } from "../../src/aws/step-handler.ts";
import { runChecks } from "../../src/deployment/steps/run-checks.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };

export const handler = lookingHandler(runChecks, {
  view: viewFor(runChecks, clients),
  rules: productionRules(clients.loadBalancing),
  checking: idleChecks,
});
