/**
 * The security policies of HTTPS listeners. Those of the FIPS and post-quantum families are taken by listeners, but what they hold is
 * not known here. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
 */
import type { SslPolicy } from "@aws-sdk/client-elastic-load-balancing-v2";

type Kind = "TLS 1.3" | "forward secret GCM" | "forward secret SHA-2" | "forward secret SHA-1" | "SHA-2" | "SHA-1";

/** In the order in which the load balancer prefers them. */
const ciphers: readonly (readonly [name: string, kind: Kind])[] = [
  ["TLS_AES_128_GCM_SHA256", "TLS 1.3"],
  ["TLS_AES_256_GCM_SHA384", "TLS 1.3"],
  ["TLS_CHACHA20_POLY1305_SHA256", "TLS 1.3"],
  ["ECDHE-ECDSA-AES128-GCM-SHA256", "forward secret GCM"],
  ["ECDHE-RSA-AES128-GCM-SHA256", "forward secret GCM"],
  ["ECDHE-ECDSA-AES128-SHA256", "forward secret SHA-2"],
  ["ECDHE-RSA-AES128-SHA256", "forward secret SHA-2"],
  ["ECDHE-ECDSA-AES128-SHA", "forward secret SHA-1"],
  ["ECDHE-RSA-AES128-SHA", "forward secret SHA-1"],
  ["ECDHE-ECDSA-AES256-GCM-SHA384", "forward secret GCM"],
  ["ECDHE-RSA-AES256-GCM-SHA384", "forward secret GCM"],
  ["ECDHE-ECDSA-AES256-SHA384", "forward secret SHA-2"],
  ["ECDHE-RSA-AES256-SHA384", "forward secret SHA-2"],
  ["ECDHE-RSA-AES256-SHA", "forward secret SHA-1"],
  ["ECDHE-ECDSA-AES256-SHA", "forward secret SHA-1"],
  ["AES128-GCM-SHA256", "SHA-2"],
  ["AES128-SHA256", "SHA-2"],
  ["AES128-SHA", "SHA-1"],
  ["AES256-GCM-SHA384", "SHA-2"],
  ["AES256-SHA256", "SHA-2"],
  ["AES256-SHA", "SHA-1"],
];

const strict: readonly Kind[] = ["forward secret GCM"];
const modern: readonly Kind[] = [...strict, "forward secret SHA-2"];
const forwardSecret: readonly Kind[] = [...modern, "forward secret SHA-1"];
const withoutSha1: readonly Kind[] = [...modern, "SHA-2"];
const everything: readonly Kind[] = [...forwardSecret, "SHA-2", "SHA-1"];

const [tls10, tls11, tls12, tls13] = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"] as const;

const policy = (name: string, protocols: readonly string[], kinds: readonly Kind[]): SslPolicy & { Name: string } => {
  const held = ciphers.filter(([, kind]) => kinds.includes(kind) || (kind === "TLS 1.3" && protocols.includes(tls13)));
  return {
    Name: `ELBSecurityPolicy-${name}`,
    SslProtocols: [...protocols],
    Ciphers: held.map(([Name], index) => ({ Name, Priority: index + 1 })),
    SupportedLoadBalancerTypes: ["application", "network"],
  };
};

/** Every policy whose protocols and ciphers are known here. */
export const sslPolicies: readonly (SslPolicy & { readonly Name: string })[] = [
  policy("2016-08", [tls10, tls11, tls12], everything),
  policy("TLS13-1-2-2021-06", [tls12, tls13], modern),
  policy("TLS13-1-2-Res-2021-06", [tls12, tls13], strict),
  policy("TLS13-1-2-Ext1-2021-06", [tls12, tls13], withoutSha1),
  policy("TLS13-1-2-Ext2-2021-06", [tls12, tls13], everything),
  policy("TLS13-1-1-2021-06", [tls11, tls12, tls13], everything),
  policy("TLS13-1-0-2021-06", [tls10, tls11, tls12, tls13], everything),
  policy("TLS13-1-3-2021-06", [tls13], []),
  policy("TLS-1-2-2017-01", [tls12], withoutSha1),
  policy("TLS-1-1-2017-01", [tls11, tls12], everything),
  policy("TLS-1-2-Ext-2018-06", [tls12], everything),
  policy("FS-2018-06", [tls10, tls11, tls12], forwardSecret),
  policy("FS-1-1-2019-08", [tls11, tls12], forwardSecret),
  policy("FS-1-2-2019-08", [tls12], forwardSecret),
  policy("FS-1-2-Res-2019-08", [tls12], modern),
  policy("FS-1-2-Res-2020-10", [tls12], strict),
];

/** Whether AWS may have a policy of that name. */
export const isPolicyName = (name: string): boolean => /^ELBSecurityPolicy-[\w-]+$/.test(name);
