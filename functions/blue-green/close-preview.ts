import { loadBalancing } from "../../src/aws/clients.ts";
import { changingHandler } from "../../src/aws/step-handler.ts";
import { closePreview } from "../../src/deployment/steps/close-preview.ts";
import { previewRule } from "../../src/resources/preview-rule.ts";

export const handler = changingHandler(closePreview, {
  look: {},
  kinds: { "preview-rule": previewRule(loadBalancing()) },
});
