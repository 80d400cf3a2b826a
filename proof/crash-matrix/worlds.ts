/**
 * The worlds in which actions begin. To come to where one begins takes longer than most cases do, and one that was undone leaves the world as
 * it was, which has just been compared: the next case of that action begins there.
 */
import type { Sarcelle } from "../simulation/sarcelle.ts";
import { beforeAction } from "./actions.ts";

/** A world at rest just before an action, for its run number so many. */
export interface ReadyWorld {
  readonly sarcelle: Sarcelle;
  readonly run: number;
}

export interface Worlds {
  /** A new world. */
  begin(action: string): Promise<ReadyWorld>;
  /** A world that was given back for this action; undefined if there is none. */
  takeUsed(action: string): ReadyWorld | undefined;
  /** Keeps a world that is as it was for the next run of the action, and stops any other. */
  giveBack(action: string, ready: ReadyWorld, asItWas: boolean): Promise<void>;
  stop(): Promise<void>;
}

const seed = 1;

/** How many runs a world serves: it remembers all that ever happened in it. */
const mostRuns = 20;

/** The worlds of one process. */
export const createWorlds = (template: string): Worlds => {
  const used = new Map<string, ReadyWorld>();
  const take = (action: string): ReadyWorld | undefined => {
    const ready = used.get(action);
    used.delete(action);
    return ready;
  };
  return {
    begin: async (action) => ({ sarcelle: await beforeAction(action, template, seed), run: 0 }),
    takeUsed: take,
    async giveBack(action, ready, asItWas) {
      const run = ready.run + 1;
      await (asItWas && run < mostRuns ? take(action) : ready)?.sarcelle.simulation.stop();
      if (asItWas && run < mostRuns) used.set(action, { ...ready, run });
    },
    async stop() {
      for (const { sarcelle } of used.values()) await sarcelle.simulation.stop();
      used.clear();
    },
  };
};
