/** Every service of the playground in a world where nothing runs: virtual time, no sockets, no processes. */
import { assemble } from "../../assemble.ts";
import { createSimulatedDataPlane } from "../../simulation/data-plane.ts";
import { createSimulatedInstances } from "../../simulation/instances.ts";
import { virtualClock } from "../../world/clock.ts";
import { seeded } from "../../world/random.ts";

/** An empty account. */
export const createAnyWorld = (seed = 1) => {
  const clock = virtualClock(Date.UTC(2026, 0, 1));
  const random = seeded(seed);
  const instances = createSimulatedInstances(clock);
  const dataPlane = createSimulatedDataPlane(clock, random, instances);
  const functions = {
    launch: () => {
      throw new Error("No function runs here.");
    },
    stop: async () => {},
  };
  const world = assemble({
    clock,
    random,
    instances,
    dataPlane,
    functions: functions as unknown as Parameters<typeof assemble>[0]["functions"],
    endpoint: () => "http://nowhere",
    longestLag: 0,
  });
  return { ...world, clock };
};
