import { CheckFailed } from "../errors.ts";
import type { Check, Environment, Side } from "./environment.ts";
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

/** Throws `CheckFailed`, with what was answered and what was expected, unless the answer is the expected one. */
export const judge = ({ check, url }: Probe, answer: Answer): void => {
  if ("error" in answer) throw new CheckFailed(`GET ${url} failed: ${answer.error}. Expected status ${check.status}.`);
  if (answer.status !== check.status)
    throw new CheckFailed(
      `GET ${url} answered ${answer.status}, expected ${check.status}. Its body begins: ${answer.body.slice(0, 200)}`,
    );
  if (check.contains !== undefined && !answer.body.includes(check.contains))
    throw new CheckFailed(
      `GET ${url} answered ${answer.status} without '${check.contains}'. Its body begins: ${answer.body.slice(0, 200)}`,
    );
};
