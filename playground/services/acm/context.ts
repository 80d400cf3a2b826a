import type { CertificateUsers } from "../../world/neighbours.ts";
import type { Records } from "../../world/records.ts";
import type { Surroundings } from "../../world/service.ts";
import type { AcmCertificate } from "./certificate.ts";

/** What every operation of ACM works on. */
export interface AcmContext {
  readonly surroundings: Surroundings;
  readonly certificates: Records<AcmCertificate>;
  readonly users: CertificateUsers;
}
