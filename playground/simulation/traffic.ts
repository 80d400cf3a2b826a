import { addReport, type Counted, emptyLedger, type Failure, type Ledger } from "../dataplane/ledger.ts";
import { type Clock, every } from "../world/clock.ts";
import type { SimulatedDataPlane } from "./data-plane.ts";
import type { RequestOutcome } from "./request-outcome.ts";

export interface SimulatedTraffic {
  ledger(): Ledger;
  stop(): Ledger;
}

/** What a client asks a port for. */
export interface AskedOf {
  readonly port: number;
  readonly path: string;
  /** The host that it names, if not the load balancer. */
  readonly host?: string;
}

const failed = ({ status }: RequestOutcome) => status === 0 || status >= 500;

/** What became of requests, to be told as a ledger. */
const countOutcomes = (sideOf: (instance: string) => string | undefined) => {
  let ledger = emptyLedger;
  /** What became of requests since the ledger was last asked for, by side and then by all that is told of a request. */
  const sides = new Map<string | undefined, Map<string, Counted>>();

  const count = (listener: string, outcome: RequestOutcome): void => {
    const { status, version, instance } = outcome;
    const side = instance === undefined ? undefined : sideOf(instance);
    const counted = sides.get(side) ?? new Map<string, Counted>();
    sides.set(side, counted);
    const kind = `${listener} ${status} ${version} ${instance}`;
    const before = counted.get(kind)?.count ?? 0;
    counted.set(kind, { listener, status, version, instance, failed: failed(outcome), count: before + 1 });
  };

  return {
    count,
    fail(failure: Failure): void {
      ledger = addReport(ledger, { counted: [], failures: [failure] }, sideOf);
    },
    upToNow(): Ledger {
      for (const [side, counted] of sides)
        ledger = addReport(ledger, { counted: [...counted.values()], failures: [] }, () => side);
      sides.clear();
      return ledger;
    },
  };
};

/** So many clients in turn, each with the cookies that it was given: as browsers do, it sends them to every port of a host. */
const cookieJars = (clients: number) => {
  const jars = Array.from({ length: clients }, () => new Map<string, string>());
  let turn = 0;
  return () => {
    const jar = jars[turn % clients];
    turn += 1;
    return {
      headers: jar === undefined || jar.size === 0 ? {} : { cookie: [...jar.values()].join("; ") },
      keep(cookies: readonly string[] = []): void {
        for (const cookie of cookies) {
          const [pair = ""] = cookie.split(";");
          jar?.set(pair.slice(0, pair.indexOf("=")), pair);
        }
      },
    };
  };
};

/**
 * Steady traffic in virtual time: so many requests of each kind a second, and one more at every change of a listener's routes,
 * since between two seconds a load balancer may serve from a state that lasts a millisecond.
 */
export const startSimulatedTraffic = ({
  clock,
  dataPlane,
  host,
  requests,
  rate,
  clients = 0,
  sideOf,
}: {
  readonly clock: Clock;
  readonly dataPlane: SimulatedDataPlane;
  readonly host: string;
  readonly requests: readonly AskedOf[];
  /** Requests a second of each kind. */
  readonly rate: number;
  /** How many clients take turns, each with the cookies that it was given; without any, nobody keeps one. */
  readonly clients?: number;
  readonly sideOf: (instance: string) => string | undefined;
}): SimulatedTraffic => {
  const outcomes = countOutcomes(sideOf);
  const nextClient = cookieJars(clients);
  let running = true;

  const send = ({ port, path, host: asked }: AskedOf, count: number) => {
    const listener = `${host}:${port}`;
    for (let sent = 0; sent < count; sent++) {
      const { headers, keep } = nextClient();
      const outcome = dataPlane.request(host, port, path, asked, headers) ?? { status: 0, body: "" };
      keep(outcome.cookies);
      outcomes.count(listener, outcome);
      if (!failed(outcome)) continue;
      const { status, instance } = outcome;
      outcomes.fail({
        time: new Date(clock.now()).toISOString(),
        listener,
        url: `http://${asked === undefined ? listener : `${asked}:${port}`}${path}`,
        status,
        ...(instance === undefined ? {} : { instance }),
      });
    }
  };

  const cancel = every(clock, 1_000, () => {
    for (const request of requests) send(request, rate);
  });
  dataPlane.onReconfigured((listener) => {
    if (!running || listener.host !== host) return;
    for (const request of requests) if (request.port === listener.port) send(request, 1);
  });
  return {
    ledger: outcomes.upToNow,
    stop() {
      running = false;
      cancel();
      return outcomes.upToNow();
    },
  };
};
