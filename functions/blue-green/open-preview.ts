import { autoScaling, loadBalancing } from "../../src/aws/clients.ts";
import { productionRules, viewFor } from "../../src/aws/sights.ts";
import { changingHandler } from "../../src/aws/step-handler.ts";
import { openPreview } from "../../src/deployment/steps/open-preview.ts";
import { previewRule } from "../../src/resources/preview-rule.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };

export const handler = changingHandler(openPreview, {
  look: { view: viewFor(openPreview, clients), rules: productionRules(clients.loadBalancing) },
  kinds: { "preview-rule": previewRule(clients.loadBalancing) },
});
