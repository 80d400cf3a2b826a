import type { Identity } from "../../identity/identity.ts";
import type { Surroundings } from "../../world/service.ts";

/** What every operation of IAM works on. */
export interface IamContext {
  readonly surroundings: Surroundings;
  readonly identity: Identity;
}
