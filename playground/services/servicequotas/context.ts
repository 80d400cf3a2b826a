import type { Quotas } from "../../world/quotas.ts";
import type { Surroundings } from "../../world/service.ts";

/** What every operation of Service Quotas works on. */
export interface ServiceQuotasContext {
  readonly surroundings: Surroundings;
  readonly quotas: Quotas;
}
