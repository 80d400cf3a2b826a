/** Every service of the playground in a world where nothing runs: virtual time, no sockets, no processes. */
import { assemble } from "../../assemble.ts";
import type { FunctionLauncher } from "../../functions/launcher.ts";
import { createSimulatedDataPlane } from "../../simulation/data-plane.ts";
import { createSimulatedInstances } from "../../simulation/instances.ts";
import { virtualClock } from "../../world/clock.ts";
import { seeded } from "../../world/random.ts";

/** Every function answers what it is given. */
const echo: FunctionLauncher = {
  launch: ({ ended }) => ({
    initialised: Promise.resolve({ ok: true, milliseconds: 1 }),
    invoke: async ({ payload }) => ({ ok: true, payload: JSON.parse(payload) }),
    kill: ended,
  }),
  stop: async () => {},
};

/** An empty account, in which calls may come as fast as one likes. */
export const createAnyWorld = (seed = 1) => {
  const clock = virtualClock(Date.UTC(2026, 0, 1));
  const random = seeded(seed);
  const instances = createSimulatedInstances(clock);
  const dataPlane = createSimulatedDataPlane(clock, random, instances);
  const world = assemble({
    clock,
    random,
    instances,
    dataPlane,
    functions: echo,
    endpoint: () => "http://nowhere",
    longestLag: 0,
    without: ["calls-are-throttled"],
  });
  return { ...world, clock };
};
