import type {
  CertificateDetail,
  DescribeCertificateCommandInput,
  DescribeCertificateCommandOutput,
} from "@aws-sdk/client-acm";
import { AwsError } from "../../../world/aws-error.ts";
import { operation, type Surroundings } from "../../../world/service.ts";
import type { AcmCertificate } from "../certificate.ts";
import type { AcmContext } from "../context.ts";

/** Throws InvalidArnException, or ResourceNotFoundException for a certificate that is not there. */
export const findCertificate = ({ certificates }: AcmContext, arn: string): AcmCertificate => {
  if (!/^arn:[\w-]+:acm:[\w-]+:\d{12}:certificate\/.+$/.test(arn))
    throw new AwsError("InvalidArnException", `${arn} is not a valid ARN.`);
  const found = certificates.seen(arn);
  if (found !== undefined) return found;
  const message = `Could not find certificate ${arn} in account ${arn.split(":")[4]}.`;
  throw new AwsError("ResourceNotFoundException", message);
};

/** A certificate as it is described: issued as soon as it exists, expired when its time is over. */
export const certificateDetail = (
  { clock }: Pick<Surroundings, "clock">,
  { arn, type, domainName, alternativeNames, createdAt, notBefore, notAfter }: AcmCertificate,
) =>
  ({
    CertificateArn: arn,
    DomainName: domainName,
    SubjectAlternativeNames: [...alternativeNames],
    Status: clock.now() > notAfter ? ("EXPIRED" as const) : ("ISSUED" as const),
    Type: type,
    NotBefore: new Date(notBefore),
    NotAfter: new Date(notAfter),
    // "This value exists only when the certificate type is IMPORTED", and the other two only when it is AMAZON_ISSUED.
    ...(type === "IMPORTED"
      ? { ImportedAt: new Date(createdAt) }
      : { IssuedAt: new Date(createdAt), CreatedAt: new Date(createdAt) }),
  }) satisfies CertificateDetail;

/** https://docs.aws.amazon.com/acm/latest/APIReference/API_DescribeCertificate.html */
export const describeCertificate = (acm: AcmContext) =>
  operation<DescribeCertificateCommandInput, DescribeCertificateCommandOutput>({
    accepts: ["CertificateArn"],
    needs: ({ CertificateArn }) => [{ action: "acm:DescribeCertificate", resource: CertificateArn ?? "" }],
    run: ({ CertificateArn = "" }) => {
      const found = findCertificate(acm, CertificateArn);
      return {
        Certificate: {
          ...certificateDetail(acm.surroundings, found),
          InUseBy: [...acm.users.usingCertificate(found.arn)],
        },
      };
    },
  });
