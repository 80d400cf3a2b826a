import type { AnyOperation } from "../../world/service.ts";
import type { AcmContext } from "./context.ts";
import { describeCertificate } from "./operations/describe-certificate.ts";
import { listCertificates } from "./operations/list-certificates.ts";

/** ACM's operations, by name. */
export const acmOperations = (acm: AcmContext): Readonly<Record<string, AnyOperation>> => ({
  DescribeCertificate: describeCertificate(acm),
  ListCertificates: listCertificates(acm),
});
