import type { ListCertificatesCommandInput, ListCertificatesCommandOutput } from "@aws-sdk/client-acm";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import type { AcmContext } from "../context.ts";
import { certificateDetail } from "./describe-certificate.ts";

/**
 * Each with its status, type and times, as it is described.
 * https://docs.aws.amazon.com/acm/latest/APIReference/API_ListCertificates.html
 */
export const listCertificates = ({ surroundings, certificates }: AcmContext) =>
  operation<ListCertificatesCommandInput, ListCertificatesCommandOutput>({
    accepts: ["NextToken", "MaxItems"],
    run: ({ NextToken, MaxItems }) => {
      const { items, next } = page(certificates.seenValues(), NextToken, MaxItems, surroundings.pageSize);
      return {
        CertificateSummaryList: items.map((certificate) => {
          const { SubjectAlternativeNames, ...summary } = certificateDetail(surroundings, certificate);
          return {
            ...summary,
            SubjectAlternativeNameSummaries: SubjectAlternativeNames,
            HasAdditionalSubjectAlternativeNames: false,
          };
        }),
        ...(next === undefined ? {} : { NextToken: next }),
      };
    },
  });
