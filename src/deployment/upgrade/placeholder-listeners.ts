import type { Change, State } from "../../changes/change.ts";
import { NotAsRegistered } from "../../errors.ts";
import { refuseUncopyable } from "../../resources/described/fields.ts";
import { placeholderId } from "../../resources/described/ids.ts";
import { listenerFields } from "../../resources/described/listener.ts";
import type { Side } from "../environment.ts";
import { type Live, type Production, productionListeners, type Upgraded } from "./live.ts";
import { ownership } from "./ownership.ts";
import { type FieldReport, joinPlans, type UpgradePlan } from "./plan.ts";
import { type Twins, twinFor } from "./twins.ts";

/** A production listener or rule that names the placeholder ports of its target group. */
type Naming = Production & { readonly placeholders: NonNullable<Production["registered"]["placeholders"]> };

const naming = (productions: readonly Production[]): readonly Naming[] =>
  productions.flatMap((each) =>
    each.registered.placeholders === undefined ? [] : [{ ...each, placeholders: each.registered.placeholders }],
  );

const idOf = ({ listener }: Production, port: number): string =>
  placeholderId.format({ loadBalancerArn: listener.LoadBalancerArn ?? "", port });

/** As the production listener serves, so that checks take the same way: protocol, certificate, policy. */
const placeholder = (production: Naming, side: Side, targetGroupArn: string, environment: string): Change => {
  const { listener, placeholders } = production;
  const after: State = {
    protocol: listener.Protocol ?? null,
    targetGroupArn,
    certificates: (listener.Certificates ?? []).map(({ CertificateArn }) => CertificateArn ?? ""),
    sslPolicy: listener.SslPolicy || null,
    alpnPolicy: listener.AlpnPolicy ?? [],
    tags: ownership(environment, side),
  };
  return {
    resource: { kind: "placeholder-listener", id: idOf(production, placeholders[side]) },
    before: null,
    after,
  };
};

const report = ({ listener, actions, placeholders }: Naming): readonly FieldReport[] => {
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

const inWords = ({ registered: { port, priority } }: Production): string =>
  priority === undefined ? `listener ${port}` : `the rule of priority ${priority} on listener ${port}`;

/**
 * Throws `NotAsRegistered` unless the registration names one pair of placeholder ports for each target group. What an earlier version
 * upgraded may have more of them, one for each listener and rule: they stand, and stay.
 */
export const refuseOtherThanOnePair = (live: Live, environment: Upgraded): void => {
  const productions = productionListeners(live, environment);
  const standing = live.standing?.placeholders ?? [];
  for (const target of new Set(productions.map((each) => each.target))) {
    const forwarding = productions.filter((each) => each.target === target);
    const named = naming(forwarding);
    const name = target.targetGroup.TargetGroupName;
    if (named.length === 0)
      throw new NotAsRegistered(
        `Environment '${environment.name}' names no placeholder ports for target group '${name}', to which ${forwarding.map(inWords).join(" and ")} forwards. Expected one pair: 'placeholders' at one of them. Nothing was changed.`,
      );
    const stands = (each: Naming) =>
      Object.values(each.placeholders).some((port) => standing.includes(idOf(each, port)));
    if (named.length > 1 && !named.every(stands))
      throw new NotAsRegistered(
        `Environment '${environment.name}' names ${named.length} pairs of placeholder ports for target group '${name}': ${named.map((each) => `${each.placeholders.blue} and ${each.placeholders.green} at ${inWords(each)}`).join(", ")}. Expected one pair for each target group: leave 'placeholders' out at all but one of them. Nothing was changed.`,
      );
  }
};

/** The second step: one listener for each target group of both sides, which no switch ever touches. */
export const placeholderListeners = (live: Live, environment: Upgraded, twins: Twins): UpgradePlan =>
  joinPlans(
    naming(productionListeners(live, environment)).map((production) => {
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
