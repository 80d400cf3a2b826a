import type { Records } from "../../world/records.ts";
import type { Surroundings } from "../../world/service.ts";
import type { StoredParameter } from "./parameter.ts";

/** What every operation of the parameter store works on. */
export interface SsmContext {
  readonly surroundings: Surroundings;
  readonly parameters: Records<StoredParameter>;
}
