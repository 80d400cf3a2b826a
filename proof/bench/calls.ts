/**
 * How many AWS calls a whole release and a switch of two listeners make, by function and by operation, beside version 0.1 in the same
 * simulated world: its functions, with its template, on this playground, with AWS's page sizes.
 */
import { parseArgs } from "node:util";
import { traitNames } from "@sarcelle/playground/traits";
import { aligned } from "../../command/formats/table.ts";
import { packagedTemplate } from "../../scripts/packaged-template.ts";
import { inWorkers } from "../simulation/workers.ts";
import { byFunction, byOperation, type Tally, totalOf } from "./calls/tally.ts";
import type { CalledIn, Round } from "./calls/worker.ts";
import { checkOutVersionOne, packagedIn } from "./version-one.ts";

const help = `Usage: npm run bench:calls -- [--against WORKTREE] [--rounds N] [--json]

  --against WORKTREE  a worktree of version 0.1 with its packages; by default one is made, and kept for the next run
  --rounds N          in how many worlds, each with a seed of its own; by default 9. The median counts
  --json              print one JSON document

Exit codes: 0 the targets are met, 1 not, 2 the options are wrong.
`;

/** How many of version 0.1's calls may be left. */
const allowed = 0.5;

const actions = ["release", "switch"] as const;

const { values } = parseArgs({
  options: {
    against: { type: "string" },
    rounds: { type: "string", default: "9" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const say = (line: string) => void process.stderr.write(`${line}\n`);

/** The round whose total is the middle one. */
const middle = (tallies: readonly Tally[]): Tally =>
  tallies.toSorted((a, b) => totalOf(a) - totalOf(b))[tallies.length >> 1] ?? {};

const count = (rounds: number, template: string, checkout?: string): Promise<readonly CalledIn[]> =>
  inWorkers<Round, CalledIn>({
    script: new URL("calls/worker.ts", import.meta.url),
    args: checkout === undefined ? [template] : [template, checkout],
    jobs: Array.from({ length: rounds }, (_, index) => ({ seed: index + 1 })),
    processes: 1,
    tell: () => {},
  });

interface Side {
  readonly total: number;
  readonly byFunction: Readonly<Record<string, number>>;
  readonly byOperation: Readonly<Record<string, number>>;
}

interface Figures {
  readonly action: string;
  readonly ratio: number;
  readonly met: boolean;
  readonly "0.1": Side;
  readonly now: Side;
}

const sideOf = (tally: Tally): Side => ({
  total: totalOf(tally),
  byFunction: byFunction(tally),
  byOperation: byOperation(tally),
});

const compared = (action: (typeof actions)[number], before: readonly CalledIn[], now: readonly CalledIn[]): Figures => {
  const sides = {
    "0.1": sideOf(middle(before.map((each) => each[action]))),
    now: sideOf(middle(now.map((each) => each[action]))),
  };
  const ratio = sides.now.total / sides["0.1"].total;
  return { action, ratio: Math.round(ratio * 1_000) / 1_000, met: ratio <= allowed, ...sides };
};

/** What both made, in the order of who makes most now. */
const rowsOf = (before: Readonly<Record<string, number>>, now: Readonly<Record<string, number>>) =>
  [...new Set([...Object.keys(now), ...Object.keys(before)])]
    .toSorted((a, b) => (now[b] ?? 0) - (now[a] ?? 0))
    .map((name) => [name, String(before[name] ?? 0), String(now[name] ?? 0)]);

const reportText = ({ action, ratio, met, now, "0.1": before }: Figures): string =>
  [
    `A ${action}: ${now.total} calls, version 0.1 ${before.total}: ${ratio.toFixed(2)} times as many, at most ${allowed} wanted. ${met ? "Met." : "MISSED."}`,
    "",
    aligned(["function", "0.1", "now"], rowsOf(before.byFunction, now.byFunction)),
    "",
    aligned(["operation", "0.1", "now"], rowsOf(before.byOperation, now.byOperation)),
  ].join("\n");

const main = async (): Promise<number> => {
  if (values.help || !/^[1-9]\d*$/.test(values.rounds)) {
    process.stdout.write(help);
    return values.help ? 0 : 2;
  }
  const rounds = Number(values.rounds);
  const checkout = values.against ?? checkOutVersionOne(say);
  const before = await count(rounds, packagedIn(checkout), checkout);
  const now = await count(rounds, await packagedTemplate(say));
  const figures = actions.map((action) => compared(action, before, now));
  const without = traitNames;
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ rounds, without, figures }, undefined, 2)}\n`
      : `${figures.map(reportText).join("\n\n")}\n\nFor both without what version 0.1 does not survive: ${without.join(", ")}.\n`,
  );
  return figures.every(({ met }) => met) ? 0 : 1;
};

process.exitCode = await main();
