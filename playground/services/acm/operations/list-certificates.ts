import type { ListCertificatesCommandInput, ListCertificatesCommandOutput } from "@aws-sdk/client-acm";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import type { AcmContext } from "../context.ts";

/**
 * ARNs and domain names.
 * https://docs.aws.amazon.com/acm/latest/APIReference/API_ListCertificates.html
 */
export const listCertificates = ({ surroundings: { pageSize }, certificates }: AcmContext) =>
  operation<ListCertificatesCommandInput, ListCertificatesCommandOutput>({
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
  });
