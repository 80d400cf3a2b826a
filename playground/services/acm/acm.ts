import { createRecords } from "../../world/records.ts";
import type { Service, Surroundings } from "../../world/service.ts";
import type { AcmCertificate } from "./certificate.ts";
import { acmOperations } from "./operations.ts";

export interface Acm extends Service {
  /** Lets a certificate exist: how it came about is not emulated. Times are milliseconds since the epoch. */
  registerCertificate(certificate: AcmCertificate): void;
}

/** AWS Certificate Manager, as far as one can look at certificates. */
export const createAcm = (surroundings: Surroundings): Acm => {
  const certificates = createRecords<AcmCertificate>(surroundings.clock, surroundings.lag);
  return {
    name: "acm",
    operations: acmOperations({ surroundings, certificates }),
    registerCertificate: (certificate) => certificates.put(certificate.arn, certificate),
    state: () => ({ certificates: Object.fromEntries(certificates.values().map((each) => [each.arn, each])) }),
  };
};
