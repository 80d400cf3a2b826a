/**
 * How soon a newcomer sees something: packaging from nothing, and from `git clone` to the story's first line with npm's packages in its cache;
 * beside version 0.1, in turns. It measures what is committed.
 */
import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";
import { aligned } from "../../command/formats/table.ts";
import { medianOf } from "./simulation/speed.ts";
import { cloneOf, installIn, packageFromNothing, removeClone, untilFirstLine } from "./start/clone.ts";
import { versionOne } from "./version-one.ts";

const help = `Usage: npm run bench:start -- [--rounds N] [--json]

  --rounds N  how often each version is measured, in turns; by default 3. The median counts
  --json      print one JSON document

Exit codes: 0 the targets are met, 1 not, 2 the options are wrong.
`;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

/** In seconds. */
interface Side {
  readonly median: number;
  readonly rounds: readonly number[];
  /** The median of what npm had of it. */
  readonly npm?: number;
}

interface Figures {
  readonly what: string;
  /** At most so many times as long as version 0.1's. */
  readonly wanted: number;
  readonly ratio: number;
  readonly met: boolean;
  readonly "0.1": Side;
  readonly now: Side;
}

const say = (line: string) => void process.stderr.write(`${line}\n`);

const compared = (what: string, wanted: number, before: Side, now: Side): Figures => {
  const ratio = now.median / before.median;
  return { what, wanted, ratio: Math.round(ratio * 1_000) / 1_000, met: ratio <= wanted, "0.1": before, now };
};

const sideOf = (rounds: readonly number[], npm?: readonly number[]): Side => ({
  median: medianOf(rounds),
  rounds,
  ...(npm === undefined ? {} : { npm: medianOf(npm) }),
});

const packaging = (commits: readonly [string, string], rounds: number): Figures => {
  const clones = commits.map(cloneOf);
  const taken = clones.map((): number[] => []);
  try {
    for (const clone of clones) installIn(clone);
    for (let round = 1; round <= rounds; round++) {
      for (const [index, clone] of clones.entries()) taken[index]?.push(packageFromNothing(clone));
      say(
        `packaging, round ${round} of ${rounds}: ${taken.map((each) => `${each.at(-1)?.toFixed(1)} s`).join(", now ")}`,
      );
    }
  } finally {
    for (const clone of clones) removeClone(clone);
  }
  return compared("packaging from nothing", 0.25, sideOf(taken[0] ?? []), sideOf(taken[1] ?? []));
};

const firstLines = async (commits: readonly [string, string], rounds: number): Promise<Figures> => {
  const sides: Side[] = [];
  const seen = new Map(commits.map((commit) => [commit, { seconds: [] as number[], npm: [] as number[] }]));
  for (let round = 1; round <= rounds; round++)
    for (const commit of commits) {
      const { seconds, npm } = await untilFirstLine(commit);
      seen.get(commit)?.seconds.push(seconds);
      seen.get(commit)?.npm.push(npm);
      say(`first line, round ${round} of ${rounds}: ${seconds.toFixed(1)} s, of them npm ${npm.toFixed(1)} s`);
    }
  for (const { seconds, npm } of seen.values()) sides.push(sideOf(seconds, npm));
  const [before, now] = sides as [Side, Side];
  return compared("from git clone to the story's first line", 0.6, before, now);
};

const seconds = ({ median, npm }: Side) =>
  `${median.toFixed(1)} s${npm === undefined ? "" : ` (npm ${npm.toFixed(1)} s)`}`;

const reportText = (figures: readonly Figures[], rounds: number): string =>
  aligned(
    [`median of ${rounds}`, "0.1", "now", "times", "at most", ""],
    figures.map(({ what, wanted, ratio, met, now, "0.1": before }) => [
      ...[what, seconds(before), seconds(now), ratio.toFixed(2), String(wanted), met ? "met" : "MISSED"],
    ]),
  );

const main = async (): Promise<number> => {
  if (values.help || !/^[1-9]\d*$/.test(values.rounds)) {
    process.stdout.write(help);
    return values.help ? 0 : 2;
  }
  const rounds = Number(values.rounds);
  const head = execFileSync("git", ["rev-parse", "HEAD"], { cwd: import.meta.dirname, encoding: "utf8" }).trim();
  const commits = [versionOne, head] as const;
  const figures = [packaging(commits, rounds), await firstLines(commits, rounds)];
  const document = { rounds, commit: head, figures };
  process.stdout.write(`${values.json ? JSON.stringify(document, undefined, 2) : reportText(figures, rounds)}\n`);
  return figures.every(({ met }) => met) ? 0 : 1;
};

process.exitCode = await main();
