/** One moment of an environment, read for a file: once, and everything. */
import { exportedPage } from "./exported.ts";
import { pageSource } from "./page-source.ts";
import { environmentPage } from "./pages.ts";
import { consoleOf } from "./start.ts";

/** What one reading finds may send the next elsewhere: from the lock to the history to its last execution, and no further. */
const mostLooks = 12;

/** The file of an environment as it stands now: nothing can be started from it. Throws with what the page would say where there is no such environment. */
export const exportMoment = async (stack: string, environment: string): Promise<string> => {
  const page = environmentPage(await consoleOf({ stack, readOnly: true }), environment);
  for (let looks = 0; looks < mostLooks && (await page.look()); looks++);
  const shown = page.shows(1);
  if ("gone" in shown) throw new Error(shown.gone);
  return exportedPage(await pageSource(), shown.snapshot);
};
