import { createRecords } from "../../world/records.ts";
import type { Surroundings } from "../../world/service.ts";
import { busOf, defaultBusName } from "./bus.ts";
import type { Buses, EventBridgeContext } from "./context.ts";
import type { Rule } from "./rule.ts";

/** The default bus alone, to begin with. */
export const createBuses = (
  surroundings: Omit<Surroundings, "emit">,
  shared: Pick<EventBridgeContext, "reliability" | "timers" | "deliver">,
): Buses => {
  const all = new Map<string, EventBridgeContext>();
  const add = (name: string): EventBridgeContext => {
    const bus: EventBridgeContext = {
      ...shared,
      surroundings,
      bus: busOf(name, surroundings),
      buses,
      policy: undefined,
      busTags: new Map(),
      rules: createRecords<Rule>(surroundings.clock, surroundings.lag),
      patterns: new Map(),
      schedules: new Map(),
    };
    all.set(name, bus);
    return bus;
  };
  const buses: Buses = {
    get default() {
      return all.get(defaultBusName) ?? add(defaultBusName);
    },
    find: (nameOrArn) => [...all.values()].find(({ bus }) => bus.is(nameOrArn)),
    all: () => [...all.values()],
    add,
    remove: (name) => void all.delete(name),
  };
  add(defaultBusName);
  return buses;
};
