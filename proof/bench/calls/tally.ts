/** API calls counted by who made them and by operation. Pure. */
import type { ApiCall } from "@sarcelle/playground/calls";
import { isBeside } from "../../simulation/besides.ts";

/** How many calls of each operation (`elasticloadbalancing:DescribeListeners`) each function made, by the function's name. */
export type Tally = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The name of the function whose role a call was made under; undefined if it was made by anybody else, or beside deployments. */
const functionOf = (call: Pick<ApiCall, "principal">): string | undefined =>
  isBeside(call) ? undefined : call.principal?.match(/:assumed-role\/.*-([a-zA-Z]+)$/)?.[1];

/** What the functions of deployments called, those that watch them aside. */
export const tallied = (calls: readonly Pick<ApiCall, "principal" | "service" | "operation">[]): Tally => {
  const tally: Record<string, Record<string, number>> = {};
  for (const call of calls) {
    const name = functionOf(call);
    if (name === undefined) continue;
    const own = tally[name] ?? {};
    tally[name] = own;
    const operation = `${call.service}:${call.operation}`;
    own[operation] = (own[operation] ?? 0) + 1;
  }
  return tally;
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** All calls of a tally. */
export const totalOf = (tally: Tally): number => sum(Object.values(tally).flatMap((own) => Object.values(own)));

/** How many calls each function made. */
export const byFunction = (tally: Tally): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(tally).map(([name, own]) => [name, sum(Object.values(own))]));

/** How many calls of each operation all functions made together. */
export const byOperation = (tally: Tally): Readonly<Record<string, number>> => {
  const all: Record<string, number> = {};
  for (const own of Object.values(tally))
    for (const [operation, count] of Object.entries(own)) all[operation] = (all[operation] ?? 0) + count;
  return all;
};
