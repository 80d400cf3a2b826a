import type { Change, State } from "../../changes/change.ts";
import { refuseUncopyable } from "../../resources/described/fields.ts";
import { placeholderId } from "../../resources/described/ids.ts";
import { listenerFields } from "../../resources/described/listener.ts";
import type { Side } from "../environment.ts";
import { type Live, type Production, productionListeners, type Upgraded } from "./live.ts";
import { ownership } from "./ownership.ts";
import { type FieldReport, joinPlans, type UpgradePlan } from "./plan.ts";
import { type Twins, twinFor } from "./twins.ts";

/** As the production listener serves, so that checks take the same way: protocol, certificate, policy. */
const placeholder = (
  { registered, listener }: Production,
  side: Side,
  targetGroupArn: string,
  environment: string,
): Change => {
  const after: State = {
    protocol: listener.Protocol ?? null,
    targetGroupArn,
    certificates: (listener.Certificates ?? []).map(({ CertificateArn }) => CertificateArn ?? ""),
    sslPolicy: listener.SslPolicy || null,
    alpnPolicy: listener.AlpnPolicy ?? [],
    tags: ownership(environment, side),
  };
  return {
    resource: {
      kind: "placeholder-listener",
      id: placeholderId.format({
        loadBalancerArn: listener.LoadBalancerArn ?? "",
        port: registered.placeholders[side],
      }),
    },
    before: null,
    after,
  };
};

const report = ({ listener, actions, registered: { placeholders } }: Production): readonly FieldReport[] => {
  const resource = `listener ${listener.Port}`;
  const left = (field: string, from: unknown, why: string): readonly FieldReport[] => [
    { resource, field, treatment: "changed", from: from as FieldReport["from"], to: null, why },
  ];
  const authentication = actions.filter(({ Type }) => Type !== "forward");
  const ports = `placeholder listeners ${placeholders.blue} and ${placeholders.green}`;
  return [
    ...(listener.MutualAuthentication === undefined || listener.MutualAuthentication.Mode === "off"
      ? []
      : left(
          "MutualAuthentication",
          listener.MutualAuthentication,
          `${ports} ask for no client certificate: the environment's checks have none`,
        )),
    ...(authentication.length === 0
      ? []
      : left("Actions", authentication, `${ports} forward only: the environment's checks cannot log in`)),
  ];
};

/** The second step: one listener for each target group of both sides, which no switch ever touches. */
export const placeholderListeners = (live: Live, environment: Upgraded, twins: Twins): UpgradePlan =>
  joinPlans(
    productionListeners(live, environment).map((production) => {
      refuseUncopyable(`listener ${production.listener.Port}`, listenerFields, production.listener);
      const blue = production.target.targetGroup.TargetGroupArn ?? "";
      return {
        changes: [
          placeholder(production, "blue", blue, environment.name),
          placeholder(production, "green", twinFor(twins, blue), environment.name),
        ],
        report: report(production),
      };
    }),
  );
