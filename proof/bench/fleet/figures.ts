/** What releases of a whole fleet at once came to, and whether that kept the budget. */
import { aligned } from "../../../command/formats/table.ts";

/** The longest of all releases may take so many times as long as one alone. */
export const mostTimesAlone = 1.3;

/** How a release ended, and how long it took, in seconds of the world. */
export interface EndedRelease {
  readonly environment: string;
  readonly status: string;
  readonly seconds: number;
  /** Of what did not succeed: the execution's error, and its cause. */
  readonly error?: string;
  readonly cause?: string;
}

/** An API call, as far as it is counted. */
export interface CountedCall {
  readonly principal: string | undefined;
  readonly service: string;
  readonly operation: string;
  readonly outcome: string;
}

interface Count {
  readonly name: string;
  readonly calls: number;
  readonly throttled: number;
}

export interface FleetFigures {
  readonly environments: number;
  /** What part of the calls that AWS takes of the account others in it leave. */
  readonly leftByOthers: number;
  readonly aloneSeconds: number;
  readonly seconds: { readonly shortest: number; readonly median: number; readonly longest: number };
  /** The longest, by the one alone. */
  readonly timesAlone: number;
  /** Those that did not succeed, and which of them were undone. */
  readonly failed: readonly EndedRelease[];
  readonly undone: readonly string[];
  /** From the first start to the last end, the product's own table aside. */
  readonly calls: Omit<Count, "name">;
  /** Of those to Elastic Load Balancing. */
  readonly throttledShare: number;
  readonly byService: readonly Count[];
  /** Those to Elastic Load Balancing, whose ten descriptions a second all of them share. */
  readonly loadBalancingByFunction: readonly (Count & { readonly operations: readonly Count[] })[];
}

/** As AWS's services name it. */
const isThrottled = ({ outcome }: CountedCall) => /Throttl|RequestLimitExceeded|TooManyRequests/.test(outcome);

const count = (calls: readonly CountedCall[]) => ({
  calls: calls.length,
  throttled: calls.filter(isThrottled).length,
});

const operationOf = ({ operation }: CountedCall) => operation;

const tally = (calls: readonly CountedCall[], by: (call: CountedCall) => string): readonly Count[] =>
  [...Map.groupBy(calls, by)]
    .map(([name, all]) => ({ name, ...count(all) }))
    .sort((one, other) => other.calls - one.calls);

/** The session of a function's role is called after the function. */
const functionOf = ({ principal = "" }: CountedCall) => principal.split("-").at(-1) ?? principal;

/** Sums up how long the releases took beside the one alone, and what was asked of AWS meanwhile. */
export const fleetFigures = (
  alone: EndedRelease,
  ends: readonly EndedRelease[],
  all: readonly CountedCall[],
  leftByOthers = 1,
): FleetFigures => {
  const calls = all.filter(({ service }) => service !== "dynamodb");
  const took = ends.map(({ seconds }) => seconds).sort((one, other) => one - other);
  const [shortest = 0, longest = 0] = [took[0], took.at(-1)];
  const loadBalancing = calls.filter(({ service }) => service === "elasticloadbalancing");
  const failed = ends.filter(({ status }) => status !== "SUCCEEDED");
  const asked = count(loadBalancing);
  return {
    environments: ends.length,
    leftByOthers,
    aloneSeconds: alone.seconds,
    seconds: { shortest, median: took[Math.floor(took.length / 2)] ?? 0, longest },
    timesAlone: Math.round((longest / alone.seconds) * 100) / 100,
    failed,
    undone: failed.filter(({ error }) => error === "RolledBack").map(({ environment }) => environment),
    calls: count(calls),
    throttledShare: asked.calls === 0 ? 0 : Math.round((asked.throttled / asked.calls) * 100) / 100,
    byService: tally(calls, ({ service }) => service),
    loadBalancingByFunction: tally(loadBalancing, functionOf).map((by) => ({
      ...by,
      operations: tally(
        loadBalancing.filter((call) => functionOf(call) === by.name),
        operationOf,
      ),
    })),
  };
};

/** All succeeded, and none took too long. */
export const keptBudget = ({ failed, timesAlone }: FleetFigures): boolean =>
  failed.length === 0 && timesAlone <= mostTimesAlone;

/** The figures as a person reads them. */
export const fleetText = (figures: FleetFigures): string => {
  const { environments, leftByOthers, aloneSeconds, seconds, timesAlone, failed, undone, throttledShare } = figures;
  const rows = (counts: readonly Count[]) =>
    counts.map(({ name, calls, throttled }) => [name, String(calls), String(throttled)]);
  return [
    ...(leftByOthers === 1 ? [] : [`Others in the account leave ${leftByOthers * 100} % of the calls that AWS takes.`]),
    `${environments} releases at once: ${seconds.shortest} to ${seconds.longest} s, median ${seconds.median} s; one alone ${aloneSeconds} s.`,
    ...failed.map(
      ({ environment, status, error = "", cause = "" }) => `${environment} ended as ${status}: ${error}: ${cause}`,
    ),
    "",
    aligned(["API calls", "calls", "throttled"], rows(figures.byService)),
    "",
    aligned(["to Elastic Load Balancing, by", "calls", "throttled"], rows(figures.loadBalancingByFunction)),
    `Throttled of those: ${Math.round(throttledShare * 100)} %.`,
    "",
    `Budget: none fails, and the longest takes ≤ ${mostTimesAlone} × one alone. ${failed.length} failed, of which ${undone.length} were undone, ${timesAlone.toFixed(2)} ×. ${keptBudget(figures) ? "Kept." : "MISSED."}`,
  ].join("\n");
};
