/** What the measurements come to: figures, their budgets, and ratios to the daily scan. */
import type { Burst } from "./burst.ts";
import { costOf } from "./cost.ts";
import type { Answered } from "./queries.ts";
import type { Scan } from "./sweeps.ts";

export interface Fleets {
  readonly resources: number;
  /** Of an empty table: everything is new. */
  readonly filling: Scan;
  readonly unchanged: Scan;
  readonly changed: Scan;
  /** The scan that it replaces: everything described, everything written. */
  readonly daily: Scan;
}

export interface Measured {
  readonly single: readonly Burst[];
  readonly bursts: readonly Burst[];
  readonly fleets: readonly Fleets[];
  readonly queries: readonly Answered[];
}

export interface Figure {
  readonly what: string;
  readonly measured: number;
  readonly unit: string;
  /** The most that it may be. */
  readonly budget: number;
  readonly ok: boolean;
}

const figure = (what: string, measured: number, unit: string, budget: number): Figure => ({
  what,
  measured,
  unit,
  budget,
  ok: measured <= budget,
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

export const figuresOf = ({ single, bursts, fleets, queries }: Measured): readonly Figure[] => {
  const largestBurst = bursts.at(-1);
  const largest = fleets.at(-1);
  return [
    figure("event to row, p99, one change at a time", latencyOf(single).p99 / 1_000, "s", 1),
    ...(largestBurst === undefined
      ? []
      : [
          figure(
            `describe calls per changed instance, ${largestBurst.instances} at once`,
            largestBurst.perInstance.describeCalls,
            "",
            0.05,
          ),
        ]),
    ...queries.map(({ question, seconds }) =>
      figure(`${question}, of ${largest?.resources ?? 0} resources`, seconds, "s", 1),
    ),
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
  fleets.flatMap(({ resources, daily, unchanged, changed }) => {
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
