/** The simulation of two versions, each measured by its own programs, in turns. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { medianOf } from "./speed.ts";

/** A version of the repository, with its packages and packaged, and the folder in which its programs are. */
export interface Version {
  readonly checkout: string;
  readonly programs: string;
}

/** What is counted in a second: by what, and in what it says. */
interface Pace {
  readonly what: string;
  /** In a round of this number. */
  readonly perSecond: (version: Version, round: number) => Promise<number>;
}

/** What one version comes to: each round, and the middle of them. */
interface Side {
  readonly median: number;
  readonly rounds: readonly number[];
}

export interface PaceCompared {
  readonly what: string;
  readonly ratio: number;
  readonly met: boolean;
  readonly "0.1": Side;
  readonly now: Side;
}

/** How many times as many as version 0.1. */
export const wanted = 2;

const chaosRuns = 20;
/** Those that both versions have, and that say most: what moves traffic, and what empties a side. */
const matrixActions = ["switch", "scaledown"];

/** What a program of a version prints as JSON. It ends with 1 where its own budget is missed: the document counts. */
const documentOf = <Document>({ checkout, programs }: Version, program: string, ...options: readonly string[]) =>
  new Promise<Document>((resolve, reject) => {
    const argv = [join(checkout, programs, program), ...options, "--json"];
    execFile(process.execPath, argv, { cwd: checkout, maxBuffer: 64 * 2 ** 20 }, (error, stdout, stderr) => {
      if (stdout.trimStart().startsWith("{")) resolve(JSON.parse(stdout) as Document);
      else reject(new Error(`${program} of ${checkout} printed no JSON document: ${error?.message}\n${stderr}`));
    });
  });

const paces: readonly Pace[] = [
  {
    what: "whole releases",
    perSecond: async (version) => {
      const alone = version.programs === "proof" ? ["--alone"] : [];
      const figures = await documentOf<{ readonly release: { readonly perSecond: number } }>(
        version,
        "bench/simulation.ts",
        ...alone,
      );
      return figures.release.perSecond;
    },
  },
  {
    what: "chaos runs",
    perSecond: async (version, round) => {
      const { runs, seconds } = await documentOf<{ readonly runs: number; readonly seconds: number }>(
        version,
        "chaos.ts",
        ...["--seed", String(round), "--runs", String(chaosRuns)],
      );
      return runs / seconds;
    },
  },
  {
    what: "matrix cases",
    perSecond: async (version) => {
      let [count, began] = [0, performance.now()];
      for (const action of matrixActions) {
        const { cases } = await documentOf<{ readonly cases: number }>(version, "crash-matrix.ts", "--action", action);
        count += cases;
      }
      return (count * 1_000) / (performance.now() - began);
    },
  },
];

const sideOf = (rounds: readonly number[]): Side => ({ median: medianOf(rounds), rounds });

/** So many rounds of each, the older version first in each: what the machine does besides meets both. */
export const measureInTurns = async (
  older: Version,
  newer: Version,
  rounds: number,
  say: (line: string) => void,
): Promise<readonly PaceCompared[]> => {
  const compared: PaceCompared[] = [];
  for (const { what, perSecond } of paces) {
    const [before, now]: [number[], number[]] = [[], []];
    for (let round = 1; round <= rounds; round++) {
      before.push(await perSecond(older, round));
      now.push(await perSecond(newer, round));
      say(
        `${what}, round ${round} of ${rounds}: version 0.1 ${before.at(-1)?.toFixed(1)}, now ${now.at(-1)?.toFixed(1)} a second`,
      );
    }
    const sides = { "0.1": sideOf(before), now: sideOf(now) };
    const ratio = sides.now.median / sides["0.1"].median;
    compared.push({ what, ratio: Math.round(ratio * 100) / 100, met: ratio >= wanted, ...sides });
  }
  return compared;
};
