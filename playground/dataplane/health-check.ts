import http from "node:http";
import https from "node:https";
import { connect } from "node:net";
import type { Address } from "../world/neighbours.ts";
import type { WallClock } from "../world/wall-clock.ts";
import type { CheckOutcome, HealthCheck } from "./data-plane.ts";
import { patience } from "./patience.ts";

/** Makes one health check over a connection of its own. The status decides: a check does not wait for the body. */
export const checkTarget = (check: HealthCheck, clock: WallClock, stopped: AbortSignal): Promise<CheckOutcome> =>
  new Promise((resolve) => {
    const fault = check.target.fault();
    const address = check.target.address();
    if (fault?.kind === "status-500" && check.protocol !== "TCP") return resolve({ kind: "answered", status: 500 });
    const broken = fault?.kind === "refuse" || fault?.kind === "reset";
    const noHandshake = fault?.kind === "handshake" && check.protocol === "HTTPS";
    if (broken || noHandshake || address === undefined) return resolve({ kind: "error" });
    const delay = fault?.kind === "latency" ? fault.milliseconds : 0;
    if (fault?.kind === "hang" || fault?.kind === "blackhole" || delay >= check.timeout) {
      clock.after(check.timeout, () => resolve({ kind: "timeout" }));
      return;
    }
    if (check.protocol === "TCP") return void checkConnection(check, address, delay, clock).then(resolve);

    const request = (check.protocol === "HTTPS" ? https : http).request({
      host: address.host,
      port: address.port,
      path: check.path,
      agent: false,
      rejectUnauthorized: false,
      signal: stopped,
      headers: { "User-Agent": "ELB-HealthChecker/2.0" },
    });
    const settle = (outcome: CheckOutcome) => {
      clearTimeout(timer);
      resolve(outcome);
      request.destroy();
    };
    const timer = setTimeout(() => settle({ kind: "timeout" }), patience(clock, check.timeout));
    request.on("response", (response) => settle({ kind: "answered", status: response.statusCode ?? 0 }));
    request.on("error", () => settle({ kind: "error" }));
    if (delay > 0) clock.after(delay, () => request.end());
    else request.end();
  });

/** "For TCP health checks, the load balancer attempts to open a TCP connection": that is all. */
const checkConnection = (
  check: HealthCheck,
  address: Address,
  delay: number,
  clock: WallClock,
): Promise<CheckOutcome> =>
  new Promise((resolve) => {
    const connection = connect(address.port, address.host);
    const settle = (outcome: CheckOutcome) => {
      clearTimeout(timer);
      connection.destroy();
      if (delay > 0) clock.after(delay, () => resolve(outcome));
      else resolve(outcome);
    };
    const timer = setTimeout(() => settle({ kind: "timeout" }), patience(clock, check.timeout));
    connection.once("connect", () => settle({ kind: "connected" }));
    connection.on("error", () => settle({ kind: "error" }));
  });
