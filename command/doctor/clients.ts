/** The clients with which environments are looked at: one of each, so that all looks together go as fast as AWS lets them. */
import { iam, lambda, patientLoadBalancing, resourceClients, serviceQuotas } from "../../src/aws/clients.ts";
import { refusingUnknown } from "../../src/aws/unknown-members.ts";
import type { Clients } from "../../src/resources/kinds.ts";

export interface DoctorsClients extends Clients {
  readonly iam: ReturnType<typeof iam>;
  readonly lambda: ReturnType<typeof lambda>;
  readonly quotas: ReturnType<typeof serviceQuotas>;
  /** For the first look at what an upgrade copies: an answer with a member that nobody knows is refused. */
  readonly strict: Clients;
}

/** Makes them. */
export const doctorsClients = (): DoctorsClients => ({
  ...resourceClients(),
  loadBalancing: patientLoadBalancing(),
  iam: iam(),
  lambda: lambda(),
  quotas: serviceQuotas(),
  strict: refusingUnknown({ ...resourceClients(), loadBalancing: patientLoadBalancing() }),
});
