import { createPrivateKey, X509Certificate } from "node:crypto";
import type { ImportCertificateCommandInput, ImportCertificateCommandOutput } from "@aws-sdk/client-acm";
import { AwsError, NotEmulated } from "../../../world/aws-error.ts";
import { uuid } from "../../../world/random.ts";
import { operation } from "../../../world/service.ts";
import type { AcmContext } from "../context.ts";

/** Throws ValidationException unless it is a certificate in PEM; AWS's words for that are not recorded. */
const readCertificate = (pem: string): X509Certificate => {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new AwsError("ValidationException", "The certificate is not a valid PEM-encoded X.509 certificate.");
  }
};

const checkKey = (certificate: X509Certificate, pem: string): void => {
  try {
    if (certificate.checkPrivateKey(createPrivateKey(pem))) return;
  } catch {
    throw new AwsError("ValidationException", "The private key is not supported.");
  }
  throw new AwsError("ValidationException", "The private key does not match the certificate.");
};

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

/**
 * The certificate is read, and its key must fit; listeners serve the playground's own. Nobody checks who signed it: "You can import
 * self-signed certificates".
 * https://docs.aws.amazon.com/acm/latest/APIReference/API_ImportCertificate.html
 */
export const importCertificate = ({ surroundings, certificates }: AcmContext) =>
  operation<ImportCertificateCommandInput, ImportCertificateCommandOutput>({
    accepts: ["Certificate", "PrivateKey", "CertificateChain"],
    needs: () => [{ action: "acm:ImportCertificate", resource: "*" }],
    run({ Certificate, PrivateKey }) {
      const certificate = readCertificate(text(Certificate));
      checkKey(certificate, text(PrivateKey));
      const [, domainName] = /^CN=(.+)$/m.exec(certificate.subject) ?? [];
      if (domainName === undefined) throw new NotEmulated("certificates without a common name");
      const { account, region, random, clock } = surroundings;
      const arn = `arn:aws:acm:${region}:${account}:certificate/${uuid(random)}`;
      const named = (certificate.subjectAltName ?? "")
        .split(", ")
        .flatMap((name) => /^DNS:(.+)$/.exec(name)?.[1] ?? []);
      certificates.put(arn, {
        arn,
        type: "IMPORTED",
        domainName,
        alternativeNames: [...new Set([domainName, ...named])],
        createdAt: clock.now(),
        notBefore: Date.parse(certificate.validFrom),
        notAfter: Date.parse(certificate.validTo),
      });
      return { CertificateArn: arn };
    },
  });
