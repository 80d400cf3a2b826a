import type { Quotas } from "../../world/quotas.ts";
import type { Service, Surroundings } from "../../world/service.ts";
import { serviceQuotasOperations } from "./operations.ts";

/** Service Quotas, of the quotas that calls here are refused by. */
export const createServiceQuotas = (surroundings: Surroundings, quotas: Quotas): Service => ({
  name: "servicequotas",
  operations: serviceQuotasOperations({ surroundings, quotas }),
  // What was set from outside is no resource.
  state: () => ({}),
});
