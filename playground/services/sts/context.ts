import type { Identity } from "../../identity/identity.ts";
import type { Surroundings } from "../../world/service.ts";

/** What every operation of STS works on. */
export interface StsContext {
  readonly surroundings: Surroundings;
  readonly identity: Identity;
}
