import type {
  DescribeSSLPoliciesCommandInput,
  DescribeSSLPoliciesCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { NotEmulated } from "../../../world/aws-error.ts";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import type { Elbv2Context } from "../context.ts";
import { noSslPolicy } from "../errors.ts";
import { isPolicyName, sslPolicies } from "../ssl-policies.ts";

const policyNamed = (name: string) => {
  const found = sslPolicies.find(({ Name }) => Name === name);
  if (found !== undefined) return found;
  throw isPolicyName(name) ? new NotEmulated(`the protocols and ciphers of ${name}`) : noSslPolicy(name);
};

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeSSLPolicies.html */
export const describeSslPolicies = ({ surroundings }: Elbv2Context) =>
  operation<DescribeSSLPoliciesCommandInput, DescribeSSLPoliciesCommandOutput>({
    accepts: ["Names", "LoadBalancerType", "Marker", "PageSize"],
    run({ Names, LoadBalancerType = "application", Marker, PageSize }) {
      if (LoadBalancerType !== "application") throw new NotEmulated(`load balancers of type ${LoadBalancerType}`);
      const { items, next } = page(Names?.map(policyNamed) ?? sslPolicies, Marker, PageSize, surroundings.pageSize);
      return { SslPolicies: items, NextMarker: next };
    },
  });
