import type { Certificate, MutualAuthenticationAttributes } from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError, NotEmulated } from "../../world/aws-error.ts";
import { validationError } from "../constraints.ts";
import { noSslPolicy } from "./errors.ts";
import { isPolicyName } from "./ssl-policies.ts";
import { type ListenerRecord, listenersOf, type Tables } from "./tables.ts";

/** What a listener made by the API or the CLI gets; the console proposes a newer one. */
const defaultSslPolicy = "ELBSecurityPolicy-2016-08";

/** The protocol of a listener, if application load balancers have it. */
export const listenerProtocol = (protocol: string | undefined): "HTTP" | "HTTPS" => {
  if (protocol === undefined) throw validationError("A listener protocol must be specified");
  if (protocol !== "HTTP" && protocol !== "HTTPS") {
    throw validationError(`Listener protocol '${protocol}' must be one of 'HTTPS, HTTP'`);
  }
  return protocol;
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
  protocol: "HTTP" | "HTTPS",
  certificates: readonly Certificate[] | undefined,
  policy: string | undefined,
  kept: ListenerRecord["secure"],
): ListenerRecord["secure"] => {
  if (protocol === "HTTP") {
    if (certificates !== undefined && certificates.length > 0) {
      throw validationError("A certificate cannot be specified for HTTP listeners");
    }
    if (policy !== undefined) throw validationError("An SSL policy cannot be specified for HTTP listeners");
    return undefined;
  }
  if (certificates !== undefined && certificates.length > 1) {
    throw validationError("You must specify exactly one certificate");
  }
  const CertificateArn = certificates?.[0]?.CertificateArn ?? kept?.CertificateArn;
  if (CertificateArn === undefined) throw validationError("A certificate must be specified for HTTPS listeners");
  checkCertificate(CertificateArn);
  const SslPolicy = policy ?? kept?.SslPolicy ?? defaultSslPolicy;
  if (!isPolicyName(SslPolicy)) throw noSslPolicy(SslPolicy);
  return { SslPolicy, CertificateArn };
};
