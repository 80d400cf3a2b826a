import type { Identity } from "../../identity/identity.ts";
import type { Service, Surroundings } from "../../world/service.ts";
import { stsOperations } from "./operations.ts";

/** The Security Token Service: who am I, and credentials under a role. */
export const createSts = (surroundings: Surroundings, identity: Identity): Service => ({
  name: "sts",
  operations: stsOperations({ surroundings, identity }),
  state: () => ({}),
});
