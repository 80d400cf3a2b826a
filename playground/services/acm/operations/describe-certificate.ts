import type {
  CertificateDetail,
  DescribeCertificateCommandInput,
  DescribeCertificateCommandOutput,
} from "@aws-sdk/client-acm";
import { AwsError } from "../../../world/aws-error.ts";
import { operation, type Surroundings } from "../../../world/service.ts";
import type { AcmCertificate } from "../certificate.ts";
import type { AcmContext } from "../context.ts";

/** A certificate as it is described: issued as soon as it exists, expired when its time is over. */
export const certificateDetail = (
  { clock }: Pick<Surroundings, "clock">,
  { arn, domainName, notBefore, notAfter }: AcmCertificate,
) =>
  ({
    CertificateArn: arn,
    DomainName: domainName,
    SubjectAlternativeNames: [domainName],
    Status: clock.now() > notAfter ? ("EXPIRED" as const) : ("ISSUED" as const),
    Type: "AMAZON_ISSUED" as const,
    NotBefore: new Date(notBefore),
    NotAfter: new Date(notAfter),
    IssuedAt: new Date(notBefore),
    CreatedAt: new Date(notBefore),
  }) satisfies CertificateDetail;

/** https://docs.aws.amazon.com/acm/latest/APIReference/API_DescribeCertificate.html */
export const describeCertificate = ({ surroundings, certificates }: AcmContext) =>
  operation<DescribeCertificateCommandInput, DescribeCertificateCommandOutput>({
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
      return { Certificate: certificateDetail(surroundings, found) };
    },
  });
