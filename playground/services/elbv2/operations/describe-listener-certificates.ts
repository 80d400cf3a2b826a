import type {
  DescribeListenerCertificatesCommandInput,
  DescribeListenerCertificatesCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import type { Elbv2Context } from "../context.ts";
import { found, invalidConfiguration, noListener } from "../errors.ts";

/**
 * The default certificate of an HTTPS listener; there are no others.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeListenerCertificates.html
 */
export const describeListenerCertificates = ({ surroundings, tables }: Elbv2Context) =>
  operation<DescribeListenerCertificatesCommandInput, DescribeListenerCertificatesCommandOutput>({
    accepts: ["ListenerArn", "Marker", "PageSize"],
    run({ ListenerArn = "", Marker, PageSize }) {
      const { secure } = found(tables.listeners.seen(ListenerArn), noListener);
      if (secure === undefined) throw invalidConfiguration("Certificates are supported only on HTTPS listeners");
      const all = [{ CertificateArn: secure.CertificateArn, IsDefault: true }];
      const { items, next } = page(all, Marker, PageSize, surroundings.pageSize);
      return { Certificates: items, NextMarker: next };
    },
  });
