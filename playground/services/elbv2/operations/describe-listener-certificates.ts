import type {
  DescribeListenerCertificatesCommandInput,
  DescribeListenerCertificatesCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import type { Elbv2Context } from "../context.ts";
import { found, noListener, onlyForHttps } from "../errors.ts";

/**
 * The default certificate of an HTTPS listener, and the others; the default one a second time if it is among them.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeListenerCertificates.html
 */
export const describeListenerCertificates = ({ surroundings, tables }: Elbv2Context) =>
  operation<DescribeListenerCertificatesCommandInput, DescribeListenerCertificatesCommandOutput>({
    accepts: ["ListenerArn", "Marker", "PageSize"],
    run({ ListenerArn = "", Marker, PageSize }) {
      const { secure, certificates = [] } = found(tables.listeners.seen(ListenerArn), noListener);
      if (secure === undefined) throw onlyForHttps();
      const all = [
        { CertificateArn: secure.CertificateArn, IsDefault: true },
        ...certificates.map((CertificateArn) => ({ CertificateArn, IsDefault: false })),
      ];
      const { items, next } = page(all, Marker, PageSize, surroundings.pageSize);
      return { Certificates: items, NextMarker: next };
    },
  });
