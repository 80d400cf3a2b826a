/** What the upgrade of the described live side makes. */
import type { ResourceRef } from "../../../../src/changes/change.ts";
import { previewUpgrade } from "../../../../src/deployment/steps/preview-upgrade.ts";
import { environment, live } from "./described-live.ts";

export const madeOnce: readonly ResourceRef[] = previewUpgrade(live, environment)
  .changes.filter(({ before }) => before === null)
  .map(({ resource }) => resource);
