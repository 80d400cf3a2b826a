import type { Certificate, MutualAuthenticationAttributes } from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError, NotEmulated } from "../../world/aws-error.ts";
import { validationError } from "../constraints.ts";
import { noSslPolicy } from "./errors.ts";
import { isPolicyName } from "./ssl-policies.ts";
import { type ListenerRecord, listenersOf, type Tables } from "./tables.ts";
import { isFlowProtocol, type Protocol } from "./traffic-protocols.ts";

/** What a listener made by the API or the CLI gets; the console proposes a newer one. */
const defaultSslPolicy = "ELBSecurityPolicy-2016-08";

/** The protocols that listeners of network load balancers have and the data plane has not. */
const notEmulated = ["UDP", "TCP_UDP", "QUIC", "TCP_QUIC"];

/** The protocol of a listener, if load balancers of this type have it. */
export const listenerProtocol = (type: string, protocol: string | undefined): Protocol => {
  if (protocol === undefined) throw validationError("A listener protocol must be specified");
  if (type === "network") {
    if (isFlowProtocol(protocol)) return protocol;
    if (notEmulated.includes(protocol)) throw new NotEmulated(`listeners of protocol ${protocol}`);
    throw validationError(`Listener protocol '${protocol}' must be one of 'UDP, TCP, TCP_UDP, TLS'`);
  }
  if (protocol !== "HTTP" && protocol !== "HTTPS") {
    throw validationError(`Listener protocol '${protocol}' must be one of 'HTTPS, HTTP'`);
  }
  return protocol;
};

const alpnPolicies = ["HTTP1Only", "HTTP2Only", "HTTP2Optional", "HTTP2Preferred", "None"];

/**
 * "[TLS listeners] The name of the Application-Layer Protocol Negotiation (ALPN) policy. You can specify one policy name."
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html
 */
export const alpnPolicy = (
  protocol: Protocol,
  given: readonly string[] | undefined,
  kept?: readonly [string],
): Pick<ListenerRecord, "AlpnPolicy"> => {
  if (given !== undefined && given.length > 0 && protocol !== "TLS")
    throw validationError(`An ALPN policy cannot be specified for ${protocol} listeners`);
  if (protocol !== "TLS") return {};
  if (given !== undefined && given.length > 1) throw validationError("You can specify only one ALPN policy");
  const policy = given === undefined ? kept?.[0] : given[0];
  if (policy === undefined) return {};
  if (!alpnPolicies.includes(policy))
    throw new AwsError("ALPNPolicyNotSupportedException", `ALPN policy '${policy}' is not supported`);
  return { AlpnPolicy: [policy] };
};

/** Lets only the mode `off` pass, which is what a listener has anyway. */
export const checkMutualAuthentication = (given: MutualAuthenticationAttributes | undefined): void => {
  if (given !== undefined && given.Mode !== "off") throw new NotEmulated(`mutual authentication mode ${given.Mode}`);
};

/** Refuses a port that another listener of the load balancer has; `self` is the ARN of the one that asks, if it exists. */
export const checkPortIsFree = (tables: Tables, loadBalancerArn: string, port: number, self?: string): void => {
  const taken = listenersOf(tables, loadBalancerArn).find(
    ({ Port, ListenerArn }) => Port === port && ListenerArn !== self,
  );
  if (taken !== undefined) {
    throw new AwsError(
      "DuplicateListenerException",
      `A listener already exists on this port for this load balancer '${loadBalancerArn}'`,
    );
  }
};

/** Refuses what no certificate can be called; there is no looking for it. */
export const checkCertificate = (arn: string): void => {
  if (!/^arn:aws[\w-]*:(acm:|iam:.*server-certificate\/)/.test(arn))
    throw new AwsError("CertificateNotFoundException", `Certificate '${arn}' not found`);
};

/** The certificate and policy that a listener of this protocol ends up with; `kept` is what it has now. */
export const secureSettings = (
  protocol: Protocol,
  certificates: readonly Certificate[] | undefined,
  policy: string | undefined,
  kept: ListenerRecord["secure"],
): ListenerRecord["secure"] => {
  if (protocol === "HTTP" || protocol === "TCP") {
    if (certificates !== undefined && certificates.length > 0) {
      throw validationError(`A certificate cannot be specified for ${protocol} listeners`);
    }
    if (policy !== undefined) throw validationError(`An SSL policy cannot be specified for ${protocol} listeners`);
    return undefined;
  }
  if (certificates !== undefined && certificates.length > 1) {
    throw validationError("You must specify exactly one certificate");
  }
  const CertificateArn = certificates?.[0]?.CertificateArn ?? kept?.CertificateArn;
  if (CertificateArn === undefined) throw validationError(`A certificate must be specified for ${protocol} listeners`);
  checkCertificate(CertificateArn);
  const SslPolicy = policy ?? kept?.SslPolicy ?? defaultSslPolicy;
  if (!isPolicyName(SslPolicy)) throw noSslPolicy(SslPolicy);
  return { SslPolicy, CertificateArn };
};
