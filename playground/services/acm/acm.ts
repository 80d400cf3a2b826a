import type {
  CertificateDetail,
  DescribeCertificateCommandInput,
  DescribeCertificateCommandOutput,
  ListCertificatesCommandInput,
  ListCertificatesCommandOutput,
} from "@aws-sdk/client-acm";
import { AwsError } from "../../world/aws-error.ts";
import { page } from "../../world/pages.ts";
import { createRecords } from "../../world/records.ts";
import { operation, type Service, type Surroundings } from "../../world/service.ts";

interface Certificate {
  readonly arn: string;
  readonly domainName: string;
  readonly notBefore: number;
  readonly notAfter: number;
}

export interface Acm extends Service {
  /** Lets a certificate exist: how it came about is not emulated. Times are milliseconds since the epoch. */
  registerCertificate(certificate: Certificate): void;
}

/** AWS Certificate Manager, as far as one can look at certificates. */
export const createAcm = ({ clock, lag, pageSize }: Surroundings): Acm => {
  const certificates = createRecords<Certificate>(clock, lag);

  const detail = ({ arn, domainName, notBefore, notAfter }: Certificate): CertificateDetail => ({
    CertificateArn: arn,
    DomainName: domainName,
    SubjectAlternativeNames: [domainName],
    Status: clock.now() > notAfter ? "EXPIRED" : "ISSUED",
    Type: "AMAZON_ISSUED",
    NotBefore: new Date(notBefore),
    NotAfter: new Date(notAfter),
    IssuedAt: new Date(notBefore),
    CreatedAt: new Date(notBefore),
  });

  return {
    name: "acm",
    operations: {
      DescribeCertificate: operation<DescribeCertificateCommandInput, DescribeCertificateCommandOutput>({
        accepts: ["CertificateArn"],
        needs: ({ CertificateArn }) => [{ action: "acm:DescribeCertificate", resource: CertificateArn ?? "" }],
        run: ({ CertificateArn = "" }) => {
          if (!/^arn:[\w-]+:acm:[\w-]+:\d{12}:certificate\/.+$/.test(CertificateArn))
            throw new AwsError("InvalidArnException", `${CertificateArn} is not a valid ARN.`);
          const found = certificates.seen(CertificateArn);
          if (found === undefined)
            throw new AwsError(
              "ResourceNotFoundException",
              `Could not find certificate ${CertificateArn} in account ${CertificateArn.split(":")[4]}.`,
            );
          return { Certificate: detail(found) };
        },
      }),

      ListCertificates: operation<ListCertificatesCommandInput, ListCertificatesCommandOutput>({
        accepts: ["NextToken", "MaxItems"],
        run: ({ NextToken, MaxItems }) => {
          const { items, next } = page(certificates.seenValues(), NextToken, MaxItems, pageSize);
          return {
            CertificateSummaryList: items.map(({ arn, domainName }) => ({
              CertificateArn: arn,
              DomainName: domainName,
            })),
            ...(next === undefined ? {} : { NextToken: next }),
          };
        },
      }),
    },
    registerCertificate: (certificate) => certificates.put(certificate.arn, certificate),
    state: () => ({ certificates: Object.fromEntries(certificates.values().map((each) => [each.arn, each])) }),
  };
};
