import type { Check, Environment, Side } from "./environment.ts";
import { failed, ready, type Verdict } from "./gates.ts";
import type { View } from "./view.ts";

/** A check against one URL of one side. */
export interface Probe {
  readonly check: Check;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The name that the certificate must be good for; without one the load balancer is called by its own, which none carries. */
  readonly certified?: string;
}

/** As a browser says it: with the port where that is not the protocol's own. */
const hostHeader = (host: string, protocol: string, port: number): string =>
  port === (protocol === "HTTPS" ? 443 : 80) ? host : `${host}:${port}`;

export type Answer = { readonly status: number; readonly body: string } | { readonly error: string };

/** The environment's checks, each on every production port it is meant for, through the side's placeholder listeners. */
export const checksOf = (environment: Environment, view: View, side: Side): readonly Probe[] =>
  environment.checks.flatMap((check) =>
    view.listeners
      .filter(({ registered }) => check.port === undefined || check.port === registered.port)
      .map(({ registered, protocol }) => ({
        check,
        url: `${protocol.toLowerCase()}://${view.loadBalancer.dnsName}:${registered.placeholders[side]}${check.path}`,
        headers: {
          ...check.headers,
          ...(check.host === undefined ? {} : { host: hostHeader(check.host, protocol, registered.port) }),
        },
        ...(check.host === undefined ? {} : { certified: check.host }),
      })),
  );

/** A check, and what became of it. */
export interface Answered {
  readonly probe: Probe;
  readonly answer: Answer;
}

/** Whether the answer is the expected one; if not, what was answered and what was expected. */
export const judgeCheck = ({ probe: { check, url, headers }, answer }: Answered): Verdict => {
  const asked = `GET ${url}${headers.host === undefined ? "" : ` as ${headers.host}`}`;
  if ("error" in answer) return failed(`${asked} failed: ${answer.error}. Expected status ${check.status}.`);
  const begins = `Its body begins: ${answer.body.slice(0, 200)}`;
  if (answer.status !== check.status)
    return failed(`${asked} answered ${answer.status}, expected ${check.status}. ${begins}`);
  if (check.contains !== undefined && !answer.body.includes(check.contains))
    return failed(`${asked} answered ${answer.status} without '${check.contains}'. ${begins}`);
  return ready(`${asked} answered ${answer.status}`);
};

/** Every check passed; or the first that did not. */
export const checksGate = (answers: readonly Answered[]): Verdict =>
  answers.map(judgeCheck).find(({ verdict }) => verdict !== "ready") ??
  ready(`${answers.length} ${answers.length === 1 ? "check" : "checks"} passed`);
