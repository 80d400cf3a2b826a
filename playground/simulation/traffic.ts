import { addReport, emptyLedger, type Failure, type Ledger, mostFailures } from "../dataplane/ledger.ts";
import { type Clock, every } from "../world/clock.ts";
import type { RequestOutcome, SimulatedDataPlane } from "./data-plane.ts";

export interface SimulatedTraffic {
  ledger(): Ledger;
  stop(): Ledger;
}

/**
 * Steady traffic in virtual time: so many requests a second to each port, and one more at every change of a listener's routes,
 * since between two seconds a load balancer may serve from a state that lasts a millisecond.
 */
export const startSimulatedTraffic = ({
  clock,
  dataPlane,
  host,
  ports,
  rate,
  sideOf,
}: {
  readonly clock: Clock;
  readonly dataPlane: SimulatedDataPlane;
  readonly host: string;
  readonly ports: readonly number[];
  /** Requests a second to each port. */
  readonly rate: number;
  readonly sideOf: (instance: string) => string | undefined;
}): SimulatedTraffic => {
  let ledger = emptyLedger;
  let running = true;

  const failed = ({ status }: RequestOutcome) => status === 0 || status >= 500;

  const send = (port: number, requests: number) => {
    const listener = `${host}:${port}`;
    const outcomes = Array.from(
      { length: requests },
      () => dataPlane.request(host, port, "/") ?? { status: 0, body: "" },
    );
    const failures = outcomes.filter(failed).slice(0, mostFailures);
    const counted = outcomes.map((outcome) => ({
      listener,
      status: outcome.status,
      version: outcome.version,
      instance: outcome.instance,
      failed: failed(outcome),
      count: 1,
    }));
    const described = failures.map(
      ({ status, instance }): Failure => ({
        time: new Date(clock.now()).toISOString(),
        listener,
        url: `http://${listener}/`,
        status,
        ...(instance === undefined ? {} : { instance }),
      }),
    );
    ledger = addReport(ledger, { counted, failures: described }, sideOf);
  };

  const cancel = every(clock, 1_000, () => {
    for (const port of ports) send(port, rate);
  });
  dataPlane.onReconfigured((listener) => {
    if (running && listener.host === host && ports.includes(listener.port)) send(listener.port, 1);
  });
  return {
    ledger: () => ledger,
    stop() {
      running = false;
      cancel();
      return ledger;
    },
  };
};
