import type { DeleteCertificateCommandInput, DeleteCertificateCommandOutput } from "@aws-sdk/client-acm";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { AcmContext } from "../context.ts";
import { findCertificate } from "./describe-certificate.ts";

/**
 * "You cannot delete an ACM certificate that is being used by another AWS service."
 * https://docs.aws.amazon.com/acm/latest/APIReference/API_DeleteCertificate.html
 */
export const deleteCertificate = (acm: AcmContext) =>
  operation<DeleteCertificateCommandInput, DeleteCertificateCommandOutput>({
    accepts: ["CertificateArn"],
    needs: ({ CertificateArn }) => [{ action: "acm:DeleteCertificate", resource: CertificateArn ?? "" }],
    run({ CertificateArn = "" }) {
      const { arn } = findCertificate(acm, CertificateArn);
      if (acm.users.usingCertificate(arn).length > 0)
        throw new AwsError(
          "ResourceInUseException",
          `Certificate ${arn} in account ${acm.surroundings.account} is in use.`,
        );
      acm.certificates.remove(arn);
      return {};
    },
  });
