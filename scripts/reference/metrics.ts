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
  Throttled:
    "calls that AWS throttled, after the SDK's own tries; the function waits and calls again, or the state machine tries again. By `service`, the stack",
  Deployments:
    'what was told of deployments, once each. By `service`, and by `state`: `started`, `rolling-back`, `stalled` … (docs/operate.md, "Being told")',
};

interface Measured {
  readonly name: string;
  readonly namespace: string;
  readonly unit: string;
  readonly by: string;
}

/** The metrics that functions measure, with their units, and the functions that do. */
export const measuredMetrics = (): readonly Measured[] => [
  ...filesUnder("functions", ".ts").flatMap((file) =>
    [...textOf(file).matchAll(/embeddedMetrics\([^{]*\{([\s\S]*?)\n {2}\}\)/g)].flatMap(([, measured = ""]) =>
      [...measured.matchAll(/^ {4}(\w+): (.*)$/gm)].map(([, name = "", value = ""]) => ({
        name,
        namespace: "Sarcelle/Inventory",
        unit: value.includes('"Milliseconds"') ? "Milliseconds" : "Count",
        by: file.replace(/^functions\//, "").replace(/\.ts$/, ""),
      })),
    ),
  ),
  ...Object.entries(counts).flatMap(([file, by]) =>
    [...textOf(file).matchAll(/\bcounted\("(\w+)"/g)].map(([, name = ""]) => ({
      ...{ name, namespace: "Sarcelle", unit: "Count", by },
    })),
  ),
];

/** The files that count, and the functions in which they do. */
const counts: Readonly<Record<string, string>> = {
  "src/logger.ts": "every function",
  "src/aws/notifications/send-news.ts": "notifications/tell-deployments",
};

/** Every metric in CloudWatch. */
export const metricsPage = (): string =>
  referencePage(
    "Metrics",
    "CloudWatch makes them of the functions' logs (embedded metric format), those of the inventory in the namespace `Sarcelle/Inventory`, without dimensions, the others in `Sarcelle`. Alarms and a dashboard on them, and on AWS's own: [operate.md](../operate.md#watching-sarcelle-itself).",
    "`functions/` and `scripts/reference/metrics.ts`",
    markdownTable(
      ["metric", "namespace", "unit", "measured by", "meaning"],
      measuredMetrics().map(({ name, namespace, unit, by }) => [
        ...[code(name), code(namespace), unit, by === "every function" ? by : code(by), metrics[name] ?? ""],
      ]),
    ),
  );
