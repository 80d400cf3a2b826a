import type { Faults } from "../faults/faults.ts";
import { home, isHome } from "../home.ts";
import { AwsError } from "../world/aws-error.ts";
import type { Clock } from "../world/clock.ts";
import type { Pace } from "../world/keeping-up.ts";
import type { Quotas } from "../world/quotas.ts";
import type { AdminRequest, AdminRoutes } from "./admin.ts";
import type { Calls } from "./calls.ts";
import type { Throttle } from "./throttling/throttle.ts";

/** Whoever holds resources; a Service does. */
export interface Stateful {
  readonly name: string;
  state(): unknown;
}

/** The routes of the admin API that need nothing but the gateway's own parts. */
export const gatewayRoutes = (parts: {
  readonly faults: Faults;
  readonly calls: Calls;
  readonly clock: Clock;
  readonly services: readonly Stateful[];
  /** How many calls the account may make yet. */
  readonly throttle?: Throttle | undefined;
  /** What the account may have. */
  readonly quotas?: Quotas;
  /** Those of another account and region; none if nobody called anything there. */
  readonly servicesIn?: (where: {
    readonly account: string;
    readonly region: string;
  }) => readonly Stateful[] | undefined;
  /** How a world in real time keeps up. */
  readonly pace?: () => Pace;
}): AdminRoutes => ({
  "POST faults": ({ body }) => parts.faults.add(body),
  "GET faults": () => ({ faults: parts.faults.list() }),
  "DELETE faults": () => parts.faults.removeAll(),
  "DELETE faults/<id>": ({ params }) => parts.faults.remove(params.id ?? ""),
  "GET calls": ({ query }) => pageOfCalls(parts.calls, query),
  "GET limits": () => ({ limits: parts.throttle?.levels() ?? [] }),
  "GET quotas": () => ({ quotas: parts.quotas?.list() ?? [] }),
  "PUT quotas/<service>/<code>": ({ params, body }) => {
    const { value, ...others } = (body ?? {}) as Readonly<Record<string, unknown>>;
    const [unknown] = Object.keys(others);
    if (unknown !== undefined) throw invalid(`There is no field '${unknown}': expected value.`);
    return parts.quotas?.set(params.service ?? "", params.code ?? "", value);
  },
  "GET state": ({ query: { account = home.account, region = home.region, ...others } }) => {
    const [unknown] = Object.keys(others);
    if (unknown !== undefined) throw invalid(`There is no filter '${unknown}': expected account and region.`);
    if (isHome({ account, region })) return stateOf(parts.services);
    const found = parts.servicesIn?.({ account, region });
    if (found !== undefined) return stateOf(found);
    throw invalid(`Nobody called anything in region '${region}' of account '${account}' yet.`);
  },
  "GET clock": () => ({
    now: new Date(parts.clock.now()).toISOString(),
    milliseconds: parts.clock.now(),
    ...parts.pace?.(),
  }),
});

/** How many calls are told at once. */
const longestPage = 1_000;

const wholeNumber = (
  name: string,
  text: string | undefined,
  otherwise: number,
  least: number,
  most: number,
): number => {
  if (text === undefined) return otherwise;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw invalid(`${name} is a whole number from ${least} to ${most}, not '${text}'.`);
};

/** A page of the ledger. `next` is where the next one begins (`since`); `dropped` calls, the oldest, are kept no more. */
const pageOfCalls = (calls: Calls, { service, operation, since, limit, ...others }: AdminRequest["query"]) => {
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    throw invalid(`There is no filter '${unknown}': expected service, operation, since or limit.`);
  const from = wholeNumber("since", since, 0, 0, Number.MAX_SAFE_INTEGER);
  const size = wholeNumber("limit", limit, longestPage, 1, longestPage);
  const all = calls.list({ service, operation, since: from });
  const page = all.slice(0, size);
  const next = all.length > size ? page.at(-1)?.n : undefined;
  return { calls: page, total: calls.count(), dropped: calls.dropped(), ...(next === undefined ? {} : { next }) };
};

const invalid = (message: string) => new AwsError("ValidationException", message);

/** Everything that they hold, by their names, sorted: two dumps can be compared. */
export const stateOf = async (services: readonly Stateful[]): Promise<Readonly<Record<string, unknown>>> => {
  const states = services.map(async (service) => [service.name, await service.state()] as const);
  return sorted(Object.fromEntries(await Promise.all(states))) as Readonly<Record<string, unknown>>;
};

/** The same value with the keys of every object in order, so that two dumps can be compared as text. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (value instanceof Map) return sorted(Object.fromEntries(value));
  if (value instanceof Set) return sorted([...value]);
  const ordered: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) ordered[key] = sorted((value as Record<string, unknown>)[key]);
  return ordered;
};
