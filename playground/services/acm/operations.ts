import type { AnyOperation } from "../../world/service.ts";
import type { AcmContext } from "./context.ts";
import { deleteCertificate } from "./operations/delete-certificate.ts";
import { describeCertificate } from "./operations/describe-certificate.ts";
import { importCertificate } from "./operations/import-certificate.ts";
import { listCertificates } from "./operations/list-certificates.ts";

/** ACM's operations, by name. */
export const acmOperations = (acm: AcmContext): Readonly<Record<string, AnyOperation>> => ({
  DeleteCertificate: deleteCertificate(acm),
  DescribeCertificate: describeCertificate(acm),
  ImportCertificate: importCertificate(acm),
  ListCertificates: listCertificates(acm),
});
