import type {
  AddListenerCertificatesCommandInput,
  AddListenerCertificatesCommandOutput,
  Certificate,
  RemoveListenerCertificatesCommandInput,
  RemoveListenerCertificatesCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../../world/aws-error.ts";
import { quotaOf } from "../../../world/quotas.ts";
import { operation } from "../../../world/service.ts";
import { required, validationError } from "../../constraints.ts";
import type { Elbv2Context } from "../context.ts";
import { noListener, onlyForHttps } from "../errors.ts";
import { foundKnown } from "../known.ts";
import { checkCertificate } from "../listener-settings.ts";
import { needOn } from "../needs.ts";
import { type ListenerRecord, listenersOf } from "../tables.ts";

/** "You can specify one certificate per call. Set CertificateArn to the certificate ARN but do not set IsDefault." */
const oneCertificate = (given: readonly Certificate[] = []): string => {
  const [certificate, ...others] = given;
  if (certificate === undefined || others.length > 0) throw validationError("You must specify exactly one certificate");
  if (certificate.IsDefault !== undefined) throw validationError("You cannot specify IsDefault for a certificate");
  return required(certificate.CertificateArn, "certificates.1.certificateArn");
};

const secureListener = (context: Elbv2Context, arn = ""): ListenerRecord & Required<Pick<ListenerRecord, "secure">> => {
  const listener = foundKnown(context, context.tables.listeners, arn, noListener);
  if (listener.secure === undefined) throw onlyForHttps();
  return listener;
};

/**
 * Beside the default certificate, 25 of a load balancer; one that is there already is not added again. Which of them a client gets to
 * see does not matter here: every listener serves the playground's own.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_AddListenerCertificates.html
 */
export const addListenerCertificates = (context: Elbv2Context) =>
  operation<AddListenerCertificatesCommandInput, AddListenerCertificatesCommandOutput>({
    accepts: ["ListenerArn", "Certificates"],
    needs: ({ ListenerArn }) => needOn(context, "AddListenerCertificates", [ListenerArn]),
    run({ ListenerArn, Certificates }) {
      const { surroundings, tables } = context;
      const listener = secureListener(context, ListenerArn);
      const arn = oneCertificate(Certificates);
      checkCertificate(arn);
      const others = listener.certificates ?? [];
      if (!others.includes(arn)) {
        const all = listenersOf(tables, listener.LoadBalancerArn).flatMap(({ certificates = [] }) => certificates);
        const most = quotaOf("certificates", surroundings);
        if (all.length >= most)
          throw new AwsError("TooManyCertificatesException", `The maximum number of certificates is '${most}'`);
        tables.listeners.put(listener.ListenerArn, { ...listener, certificates: [...others, arn] });
      }
      return { Certificates: [{ CertificateArn: arn, IsDefault: false }] };
    },
  });

/**
 * The default certificate stays: ModifyListener replaces it. One that is not there is removed already.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RemoveListenerCertificates.html
 */
export const removeListenerCertificates = (context: Elbv2Context) =>
  operation<RemoveListenerCertificatesCommandInput, RemoveListenerCertificatesCommandOutput>({
    accepts: ["ListenerArn", "Certificates"],
    needs: ({ ListenerArn }) => needOn(context, "RemoveListenerCertificates", [ListenerArn]),
    run({ ListenerArn, Certificates }) {
      const listener = secureListener(context, ListenerArn);
      const arn = oneCertificate(Certificates);
      const others = listener.certificates ?? [];
      if (!others.includes(arn) && listener.secure?.CertificateArn === arn)
        throw new AwsError(
          "OperationNotPermittedException",
          `Default certificate '${arn}' cannot be removed from listener '${listener.ListenerArn}'`,
        );
      const certificates = others.filter((other) => other !== arn);
      context.tables.listeners.put(listener.ListenerArn, { ...listener, certificates });
      return {};
    },
  });
