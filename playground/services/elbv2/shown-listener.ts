import type { Listener } from "@aws-sdk/client-elastic-load-balancing-v2";
import { withoutSecrets } from "./login-actions.ts";
import type { ListenerRecord } from "./tables.ts";

/** A listener as every answer shows it: without the secrets of its actions. */
export const shownListener = ({
  secure,
  certificates: _,
  DefaultRuleArn,
  AlpnPolicy,
  ...listener
}: ListenerRecord): Listener => ({
  ...listener,
  ...(AlpnPolicy === undefined ? {} : { AlpnPolicy: [...AlpnPolicy] }),
  DefaultActions: withoutSecrets(listener.DefaultActions),
  ...(secure === undefined
    ? {}
    : {
        SslPolicy: secure.SslPolicy,
        Certificates: [{ CertificateArn: secure.CertificateArn }],
        ...(listener.Protocol === "HTTPS" ? { MutualAuthentication: { Mode: "off" } } : {}),
      }),
});
