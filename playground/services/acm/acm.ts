import type { CertificateUsers } from "../../world/neighbours.ts";
import { createRecords } from "../../world/records.ts";
import type { Service, Surroundings } from "../../world/service.ts";
import type { AcmCertificate } from "./certificate.ts";
import { acmOperations } from "./operations.ts";

export interface Acm extends Service {
  /** Lets a certificate exist: how it came about is not emulated. Times are milliseconds since the epoch. */
  registerCertificate(certificate: Pick<AcmCertificate, "arn" | "domainName" | "notBefore" | "notAfter">): void;
}

/** AWS Certificate Manager, as far as one can look at certificates, and import them. */
export const createAcm = (
  surroundings: Surroundings,
  users: CertificateUsers = { usingCertificate: () => [] },
): Acm => {
  const certificates = createRecords<AcmCertificate>(surroundings.clock, surroundings.lag);
  return {
    name: "acm",
    operations: acmOperations({ surroundings, certificates, users }),
    registerCertificate: ({ arn, domainName, ...times }) =>
      certificates.put(arn, {
        ...{ arn, type: "AMAZON_ISSUED", domainName, alternativeNames: [domainName] },
        ...{ createdAt: times.notBefore, ...times },
      }),
    state: () => ({ certificates: Object.fromEntries(certificates.values().map((each) => [each.arn, each])) }),
  };
};
