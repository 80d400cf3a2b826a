import type { Surroundings } from "../../world/service.ts";
import type { ClientTokens } from "./client-tokens.ts";
import type { Resources } from "./resources.ts";
import type { Tagging } from "./tagging.ts";

/** What every group of EC2's operations works on. */
export interface Ec2 {
  readonly surroundings: Surroundings;
  readonly resources: Resources;
  readonly tagging: Tagging;
  readonly clientTokens: ClientTokens;
}
