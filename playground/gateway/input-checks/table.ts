import type { ServiceConstraints } from "./constraint.ts";
import { statesConstraints } from "./states.ts";

/** The rules for the inputs of each service's operations, by signing name. */
export const inputConstraints: Readonly<Record<string, ServiceConstraints>> = {
  states: statesConstraints,
};
