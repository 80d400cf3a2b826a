import type { Need } from "../../world/service.ts";

/** What a call on one resource needs; on `*` if it names none. */
export const statesNeeds = (action: string, resource: string | undefined): readonly Need[] => [
  { action: `states:${action}`, resource: resource ?? "*" },
];
