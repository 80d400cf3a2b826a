/** What the measurements come to: figures, their budgets, and ratios to the daily scan. */
import type { Burst } from "./burst.ts";
import { costOf } from "./cost.ts";
import type { AnsweredQuestion } from "./queries.ts";
import type { Scan } from "./sweeps.ts";

/** `filling`: of an empty table, everything is new. `daily`: the scan that it replaces, everything described and everything written. */
export const scanNames = ["filling", "unchanged", "changed", "daily"] as const;
export type ScanName = (typeof scanNames)[number];

/** Those of a fleet that came to their end. */
export interface Fleets {
  readonly resources: number;
  readonly scans: Readonly<Partial<Record<ScanName, Scan>>>;
}

export interface Measured {
  readonly single: readonly Burst[];
  readonly bursts: readonly Burst[];
  readonly fleets: readonly Fleets[];
  readonly queries: readonly AnsweredQuestion[];
}

export interface Figure {
  readonly what: string;
  readonly measured: number;
  readonly unit: string;
  /** The most that it may be; null where it is only told. */
  readonly budget: number | null;
  readonly ok: boolean;
}

const figure = (what: string, measured: number, unit: string, budget: number | null): Figure => ({
  what,
  measured,
  unit,
  budget,
  ok: budget === null || measured <= budget,
});

const nearestRank = (values: readonly number[], of: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil((of / 100) * values.length) - 1)] ?? 0;

/** Each event comes alone. */
export const latencyOf = (single: readonly Burst[]) => {
  const late = single.map(({ p50 }) => p50);
  return { count: late.length, p50: nearestRank(late, 50), p99: nearestRank(late, 99) };
};

/** What a scan costs: the table's units and one invocation. */
export const scanCost = ({ table }: Scan): number =>
  costOf({ writeUnits: table.writeUnits + table.indexWriteUnits, readUnits: table.readUnits, invocations: 1 });

/**
 * "Up to 4,000 writes per second" is what a new table on demand takes; each index has as much. Each change is two items of the table and one of
 * an index. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
 */
const newTableWritesPerSecond = 4_000;
const itemsOfChange = 2;
const writtenIn = ({ instances, p99 }: Burst): number =>
  Math.max(p99 / 1_000, (itemsOfChange * instances) / newTableWritesPerSecond);

const partsFigures = (resources: number, { parts }: Scan): readonly Figure[] =>
  parts === null
    ? []
    : [
        figure(`parts of a sweep of ${resources}`, parts.count, "", null),
        figure(`longest invocation of a sweep of ${resources}`, parts.longestSeconds, "s", 300),
        figure(
          `a sweep of ${resources} at a quarter of load balancing's budget`,
          parts.wholeSeconds / 3_600,
          "hours",
          9,
        ),
        ...parts.compared.map(({ types, ageSeconds }) =>
          figure(`freshness of ${types} after a sweep of ${resources}`, ageSeconds / 3_600, "hours", null),
        ),
      ];

const sweepFigures = ({ resources, scans: { unchanged, changed } }: Fleets): readonly Figure[] => [
  ...[unchanged, changed].flatMap((scan) =>
    scan === undefined
      ? []
      : [
          figure(
            `memory of a sweep of ${resources}, ${scan === changed ? "1 %" : "nothing"} changed`,
            scan.peakMegabytes,
            "MB",
            160,
          ),
        ],
  ),
  ...(unchanged === undefined
    ? []
    : [
        figure(
          `calls to load balancing for 100 resources, of ${resources}`,
          (unchanged.loadBalancingCalls * 100) / resources,
          "",
          7.6,
        ),
        ...partsFigures(resources, unchanged),
      ]),
];

/** A million resources are asked for what is asked most: everything's releases, and what one environment has. */
const answeredWithin = (question: string, resources: number): number | null => {
  const isAskedMost = ["versions", "inventory --environment"].includes(question);
  if (resources < 900_000) return isAskedMost ? 0.3 : 1;
  return isAskedMost ? 1 : null;
};

/** What was measured beside its budget, of each thing that was measured. */
export const figuresOf = ({ single, bursts, queries, fleets }: Measured): readonly Figure[] => {
  const largestBurst = bursts.at(-1);
  return [
    ...fleets.flatMap(sweepFigures),
    ...(single.length === 0
      ? []
      : [figure("event to row, p99, one change at a time", latencyOf(single).p99 / 1_000, "s", 1)]),
    ...(largestBurst === undefined
      ? []
      : [
          figure(
            `event to row at most, ${largestBurst.instances} at once, by what DynamoDB writes for a new table`,
            writtenIn(largestBurst),
            "s",
            null,
          ),
          figure(`event to row, p99, ${largestBurst.instances} at once`, largestBurst.p99 / 1_000, "s", 1.5),
          figure(
            `write units for each instance, ${largestBurst.instances} at once`,
            largestBurst.perInstance.writeUnits,
            "",
            6,
          ),
          figure(
            `describe calls per changed instance, ${largestBurst.instances} at once`,
            largestBurst.perInstance.describeCalls,
            "",
            0.05,
          ),
        ]),
    ...queries.flatMap(({ question, resources, seconds, cpuSeconds }) => [
      figure(`${question}, of ${resources} resources`, seconds, "s", answeredWithin(question, resources)),
      figure(`${question}, of ${resources} resources, of the processor`, cpuSeconds, "s", null),
    ]),
  ];
};

export interface Ratio {
  readonly resources: number;
  readonly what: string;
  /** The daily scan's, divided by ours. */
  readonly times: number;
}

/** The daily scan beside a sweep of the same fleet, and beside the events of 1 % that changed. */
export const ratiosOf = ({ fleets, bursts }: Measured): readonly Ratio[] =>
  fleets.flatMap(({ resources, scans: { daily, unchanged, changed } }) => {
    if (daily === undefined || unchanged === undefined || changed === undefined) return [];
    const units = ({ table }: Scan) => table.writeUnits + table.indexWriteUnits;
    const perChange = bursts.at(-1)?.perInstance;
    const events = (perChange?.writeUnits ?? 0) * changed.written;
    return [
      { resources, what: "write units: daily scan / sweep, 1 % changed", times: units(daily) / units(changed) },
      { resources, what: "cost: daily scan / sweep, 1 % changed", times: scanCost(daily) / scanCost(changed) },
      { resources, what: "cost: daily scan / sweep, nothing changed", times: scanCost(daily) / scanCost(unchanged) },
      ...(perChange === undefined
        ? []
        : [
            { resources, what: "write units: daily scan / events of 1 %", times: units(daily) / events },
            {
              resources,
              what: "describe calls: daily scan / events of 1 %",
              times: daily.describeCalls / (perChange.describeCalls * changed.written),
            },
          ]),
    ];
  });
