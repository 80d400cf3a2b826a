/** The time where the deployments are: AWS's, or a playground's, which may run faster than this machine's. */
import * as z from "zod";
import type { Stack } from "../../command/stack.ts";
import { systemClock } from "../../src/clock.ts";

export interface TimeThere {
  readonly now: () => number;
  /** World seconds in one of this machine's; null on AWS. */
  readonly speed: () => number | null;
  /** Asks again, since a world that cannot keep up runs slower. */
  readonly renew: () => Promise<void>;
}

const clockAnswer = z.object({ milliseconds: z.number(), speed: z.number().positive().optional() });

/** How long a playground may take to answer, in milliseconds. */
const patience = 2_000;

const askedAt = async (endpoint: string | undefined) => {
  if (endpoint === undefined || endpoint === "") return undefined;
  try {
    const answer = await fetch(new URL("/_playground/clock", endpoint), { signal: AbortSignal.timeout(patience) });
    const found = answer.ok ? clockAnswer.safeParse(await answer.json()) : undefined;
    return found?.success ? { world: found.data.milliseconds, speed: found.data.speed ?? 1 } : undefined;
  } catch {
    return undefined;
  }
};

/** The time at the endpoint, if a playground is there, or else AWS's. */
export const timeThere = async (endpoint: string | undefined, { ahead }: Pick<Stack, "ahead">): Promise<TimeThere> => {
  const first = await askedAt(endpoint);
  if (first === undefined) return { now: () => systemClock.now() + ahead, speed: () => null, renew: async () => {} };
  let scale = { ...first, machine: systemClock.now() };
  return {
    now: () => Math.floor(scale.world + (systemClock.now() - scale.machine) * scale.speed),
    speed: () => scale.speed,
    async renew() {
      const again = await askedAt(endpoint);
      if (again !== undefined) scale = { ...again, machine: systemClock.now() };
    },
  };
};
