import { code, markdownTable, referencePage } from "./markdown.ts";
import { filesUnder, textOf } from "./sources.ts";

/** What each metric counts or measures. */
export const metrics: Readonly<Record<string, string>> = {
  Recorded: "rows that a batch of events changed",
  Unchanged: "looks that found what was known",
  Ignored: "events about nothing that the inventory holds",
  Rejected: "messages that are no event",
  Again: "looks that have to be repeated, since what was told of does not show yet",
  EventToRow: "from the event's time to the row",
  Missed: "what a sweep corrected, since no event told of it; 0 for the first sweep",
  WrongFor: "for how long each of them had been wrong, at most",
  LatenessP50: "from an event to its row since the last sweep: the median",
  LatenessP99: "the same, the 99th percentile",
};

/** The metrics that functions measure, with their units, and the functions that do. */
export const measuredMetrics = (): readonly { readonly name: string; readonly unit: string; readonly by: string }[] =>
  filesUnder("functions", ".ts").flatMap((file) =>
    [...textOf(file).matchAll(/embeddedMetrics\([^{]*\{([\s\S]*?)\n {2}\}\)/g)].flatMap(([, measured = ""]) =>
      [...measured.matchAll(/^ {4}(\w+): (.*)$/gm)].map(([, name = "", value = ""]) => ({
        name,
        unit: value.includes('"Milliseconds"') ? "Milliseconds" : "Count",
        by: file.replace(/^functions\//, "").replace(/\.ts$/, ""),
      })),
    ),
  );

/** Every metric in CloudWatch. */
export const metricsPage = (): string =>
  referencePage(
    "Metrics",
    "CloudWatch makes them of the functions' logs (embedded metric format), in the namespace `Sarcelle/Inventory`, without dimensions.",
    "`functions/` and `scripts/reference/metrics.ts`",
    markdownTable(
      ["metric", "unit", "measured by", "meaning"],
      measuredMetrics().map(({ name, unit, by }) => [code(name), unit, code(by), metrics[name] ?? ""]),
    ),
  );
