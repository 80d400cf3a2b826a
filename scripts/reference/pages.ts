/** The reference pages, each made of the values that it lists. */
import { commandsPage } from "./commands.ts";
import { defaultsPage } from "./defaults.ts";
import { errorsPage } from "./errors.ts";
import { eventsPage } from "./events.ts";
import { findingsPage } from "./findings.ts";
import { formatsPage } from "./formats.ts";
import { metricsPage } from "./metrics.ts";
import { statesPage } from "./states.ts";

/** Every page by its path from the root. */
export const referencePages: Readonly<Record<string, () => string>> = {
  "docs/reference/commands.md": commandsPage,
  "docs/reference/defaults.md": defaultsPage,
  "docs/reference/errors.md": errorsPage,
  "docs/reference/states.md": statesPage,
  "docs/reference/events.md": eventsPage,
  "docs/reference/findings.md": findingsPage,
  "docs/reference/formats.md": formatsPage,
  "docs/reference/metrics.md": metricsPage,
};
