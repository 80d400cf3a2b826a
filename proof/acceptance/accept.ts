/** The acceptance from beginning to end: asks before it spends, and takes away what it made however it ends. */
import { isoTime } from "../../src/clock.ts";
import { dollars, trialCost } from "./cost.ts";
import { install } from "./installation.ts";
import { tellTrial } from "./plot.ts";
import { type Leftover, leftovers, removeAll } from "./removal.ts";
import { buildService, networkFor } from "./service.ts";
import type { Trial } from "./trial.ts";

/** How it came out. */
export interface Accepted {
  /** The promises that did not hold, or what went wrong before they could be looked at. */
  readonly broken: readonly string[];
  /** What is still there, and costs money. */
  readonly left: readonly Leftover[];
  /** At most, in dollars. */
  readonly cost: number;
}

const leftText = (left: readonly Leftover[]): readonly string[] =>
  left.map(({ what, command }) => `   ${what}: ${command}`);

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Says what is still there, and what takes it away. */
export const tellLeft = ({ say }: Pick<Trial, "say">, left: readonly Leftover[]): void => {
  if (left.length === 0) say("Everything is taken away: nothing is left that costs money.");
  else for (const line of ["Still there, and costing money:", ...leftText(left)]) say(line);
};

const tell = async (trial: Trial, vpc: string | undefined): Promise<readonly string[]> => {
  try {
    // First what may not be there: nothing is made for nothing.
    const network = await networkFor(trial, vpc);
    const service = await buildService(trial, network);
    await install(trial);
    return await tellTrial(trial, service);
  } catch (error) {
    return [wordsOf(error)];
  }
};

/** Refuses where a run has left something, or is under way: what is taken away at the end has to be this run's. */
const nothingThere = async (trial: Trial): Promise<readonly string[]> => {
  const left = await leftovers(trial);
  if (left.length === 0) return [];
  return [
    "Something of another run is there. Take it away first, with --remove, or wait for that run to end:",
    ...leftText(left),
  ];
};

/** Builds, tells and takes away. */
export const runAcceptance = async (trial: Trial, vpc?: string): Promise<Accepted> => {
  const { clock, users, say } = trial;
  const refused = await nothingThere(trial);
  if (refused.length > 0) return { broken: refused, left: [], cost: 0 };
  const began = clock.now();
  say(`It begins at ${isoTime(began)}.`);
  const broken = await tell(trial, vpc);
  for (const line of broken) say(`✗ ${line}`);
  await users.end();
  const left = await removeAll(trial);
  tellLeft(trial, left);
  const hours = (clock.now() - began) / 3_600_000;
  const cost = trialCost(hours);
  say(`It took ${Math.round(hours * 60)} minutes and cost at most ${dollars(cost)}.`);
  return { broken, left, cost };
};
