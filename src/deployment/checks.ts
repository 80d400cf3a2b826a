import type { Check, Environment, Side } from "./environment.ts";
import { failed, ready, type Verdict } from "./gates.ts";
import type { View } from "./view.ts";

/** A check against one URL of one side. */
export interface Probe {
  readonly check: Check;
  readonly url: string;
}

export type Answer = { readonly status: number; readonly body: string } | { readonly error: string };

/** The environment's checks, each on every production port it is meant for, through the side's placeholder listeners. */
export const checksOf = (environment: Environment, view: View, side: Side): readonly Probe[] =>
  environment.checks.flatMap((check) =>
    view.listeners
      .filter(({ registered }) => check.port === undefined || check.port === registered.port)
      .map(({ registered, protocol }) => ({
        check,
        url: `${protocol.toLowerCase()}://${view.loadBalancer.dnsName}:${registered.placeholders[side]}${check.path}`,
      })),
  );

/** A check, and what became of it. */
export interface Answered {
  readonly probe: Probe;
  readonly answer: Answer;
}

/** Whether the answer is the expected one; if not, what was answered and what was expected. */
export const judgeCheck = ({ probe: { check, url }, answer }: Answered): Verdict => {
  if ("error" in answer) return failed(`GET ${url} failed: ${answer.error}. Expected status ${check.status}.`);
  const begins = `Its body begins: ${answer.body.slice(0, 200)}`;
  if (answer.status !== check.status)
    return failed(`GET ${url} answered ${answer.status}, expected ${check.status}. ${begins}`);
  if (check.contains !== undefined && !answer.body.includes(check.contains))
    return failed(`GET ${url} answered ${answer.status} without '${check.contains}'. ${begins}`);
  return ready(`GET ${url} answered ${answer.status}`);
};

/** Every check passed; or the first that did not. */
export const checksGate = (answers: readonly Answered[]): Verdict =>
  answers.map(judgeCheck).find(({ verdict }) => verdict !== "ready") ??
  ready(`${answers.length} ${answers.length === 1 ? "check" : "checks"} passed`);
