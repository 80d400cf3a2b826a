import type {
  Certificate,
  CreateListenerCommandInput,
  CreateListenerCommandOutput,
  DeleteListenerCommandInput,
  DeleteListenerCommandOutput,
  DescribeListenerCertificatesCommandInput,
  DescribeListenerCertificatesCommandOutput,
  DescribeListenersCommandInput,
  DescribeListenersCommandOutput,
  Listener,
  ModifyListenerCommandInput,
  ModifyListenerCommandOutput,
  MutualAuthenticationAttributes,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError, NotEmulated } from "../../world/aws-error.ts";
import { page } from "../../world/pages.ts";
import { hex } from "../../world/random.ts";
import { type AnyOperation, operation } from "../../world/service.ts";
import { normaliseActions } from "./actions.ts";
import { initialAttributes, listenerAttributes } from "./attributes.ts";
import { arnPrefix, type Elbv2Context } from "./context.ts";
import { withoutSecrets } from "./login-actions.ts";
import { needOn, needToCreate } from "./needs.ts";
import { actionsChanged, checkReferences } from "./references.ts";
import { sameSettings } from "./same-settings.ts";
import {
  actionsOf,
  found,
  groupsOf,
  type ListenerRecord,
  listenersOf,
  noListener,
  noLoadBalancer,
  rulesOf,
} from "./tables.ts";
import { readTags } from "./tags.ts";
import { invalidConfiguration, oneOf, required, validationError, within } from "./validation.ts";

const mostListeners = 50;
/** What a listener made by the API or the CLI gets; the console proposes a newer one. */
const defaultSslPolicy = "ELBSecurityPolicy-2016-08";
const protocols = ["HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE", "QUIC", "TCP_QUIC"];

const describe = ({ secure, DefaultRuleArn, ...listener }: ListenerRecord): Listener => ({
  ...listener,
  DefaultActions: withoutSecrets(listener.DefaultActions),
  ...(secure === undefined
    ? {}
    : {
        SslPolicy: secure.SslPolicy,
        Certificates: [{ CertificateArn: secure.CertificateArn }],
        MutualAuthentication: { Mode: "off" },
      }),
});

const checkProtocol = (protocol: string | undefined): "HTTP" | "HTTPS" => {
  oneOf(protocol, "protocol", protocols);
  if (protocol === undefined) throw validationError("A listener protocol must be specified");
  if (protocol !== "HTTP" && protocol !== "HTTPS") {
    throw new AwsError(
      "UnsupportedProtocolException",
      `The protocol '${protocol}' is not supported for load balancers of type 'application'`,
    );
  }
  return protocol;
};

const checkMutualAuthentication = (given: MutualAuthenticationAttributes | undefined) => {
  if (given !== undefined && given.Mode !== "off") throw new NotEmulated(`mutual authentication mode ${given.Mode}`);
};

/** The certificate and policy that a listener of this protocol ends up with; `kept` is what it has now. */
const secureSettings = (
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
  if (!/^arn:aws[\w-]*:(acm:|iam:.*server-certificate\/)/.test(CertificateArn)) {
    throw new AwsError("CertificateNotFoundException", `Certificate '${CertificateArn}' not found`);
  }
  const SslPolicy = policy ?? kept?.SslPolicy ?? defaultSslPolicy;
  if (!/^ELBSecurityPolicy-[\w-]+$/.test(SslPolicy)) {
    throw new AwsError("SSLPolicyNotFoundException", `SSL policy '${SslPolicy}' not found`);
  }
  return { SslPolicy, CertificateArn };
};

/** Takes a listener and its rules away, and from the target groups that only they used their health checks. */
export const closeListener = async (elbv2: Elbv2Context, listener: ListenerRecord): Promise<void> => {
  const { tables, dataPlane, targets } = elbv2;
  const arn = listener.ListenerArn;
  const groups = actionsOf(tables, listener).flatMap(groupsOf);
  for (const { RuleArn } of rulesOf(tables, arn)) {
    tables.rules.remove(RuleArn);
    tables.tags.remove(RuleArn);
  }
  for (const table of [tables.listeners, tables.attributes, tables.tags]) table.remove(arn);
  for (const group of new Set(groups)) targets.groupChanged(group);
  await dataPlane.close(arn);
};

export const listenerOperations = (elbv2: Elbv2Context): Readonly<Record<string, AnyOperation>> => {
  const { surroundings, tables, dataPlane, routing } = elbv2;
  const { random, pageSize } = surroundings;

  const open = async (listener: ListenerRecord) => {
    const { ListenerArn, LoadBalancerArn, Port, Protocol } = listener;
    const host = found(tables.loadBalancers.get(LoadBalancerArn), noLoadBalancer).DNSName;
    await dataPlane.open(
      { arn: ListenerArn, loadBalancerArn: LoadBalancerArn, host, port: Port, protocol: Protocol },
      routing.routes(listener),
    );
    // A call may have changed the listener while it opened.
    const current = tables.listeners.get(ListenerArn);
    if (current !== undefined) routing.listenerChanged(current);
  };

  const checkPort = (loadBalancerArn: string, port: number, self?: string) => {
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

  return {
    CreateListener: operation<CreateListenerCommandInput, CreateListenerCommandOutput>({
      accepts: [
        "LoadBalancerArn",
        "Protocol",
        "Port",
        "SslPolicy",
        "Certificates",
        "DefaultActions",
        "Tags",
        "MutualAuthentication",
      ],
      needs: ({ LoadBalancerArn, Tags }) => {
        const created = `${LoadBalancerArn?.replace(":loadbalancer/", ":listener/") ?? "*"}/*`;
        return needToCreate(tables, "CreateListener", LoadBalancerArn ?? "*", created, Tags);
      },
      async run(input) {
        const loadBalancerArn = required(input.LoadBalancerArn, "loadBalancerArn");
        const loadBalancer = found(tables.loadBalancers.get(loadBalancerArn), noLoadBalancer);
        const Protocol = checkProtocol(input.Protocol);
        if (input.Port === undefined) throw validationError("A listener port must be specified");
        checkMutualAuthentication(input.MutualAuthentication);
        const wanted = {
          LoadBalancerArn: loadBalancerArn,
          Port: within(input.Port, "port", 1, 65_535),
          Protocol,
          secure: secureSettings(Protocol, input.Certificates, input.SslPolicy, undefined),
          DefaultActions: normaliseActions(required(input.DefaultActions, "defaultActions"), Protocol, []),
        };
        const tags = readTags(input.Tags);
        checkReferences(tables, loadBalancer, wanted.DefaultActions);

        const existing = listenersOf(tables, loadBalancerArn).find(({ Port }) => Port === wanted.Port);
        if (existing !== undefined) {
          const { ListenerArn, DefaultRuleArn, ...has } = existing;
          if (!sameSettings([has, tables.tags.get(ListenerArn) ?? {}], [wanted, tags]))
            checkPort(loadBalancerArn, wanted.Port);
          return { Listeners: [describe(existing)] };
        }
        if (listenersOf(tables, loadBalancerArn).length >= mostListeners) {
          throw new AwsError("TooManyListenersException", `The maximum number of listeners is '${mostListeners}'`);
        }
        const path = loadBalancerArn.replace(`${arnPrefix(surroundings)}loadbalancer/`, "");
        const id = hex(random, 16);
        const arn = `${arnPrefix(surroundings)}listener/${path}/${id}`;
        const DefaultRuleArn = `${arnPrefix(surroundings)}listener-rule/${path}/${id}/${hex(random, 16)}`;
        const record: ListenerRecord = { ListenerArn: arn, DefaultRuleArn, ...wanted };
        tables.listeners.put(arn, record);
        tables.attributes.put(arn, initialAttributes(listenerAttributes(Protocol)));
        tables.tags.put(arn, tags);
        try {
          await open(record);
        } catch (error) {
          await closeListener(elbv2, record);
          throw error;
        }
        actionsChanged(elbv2, record, [], record.DefaultActions);
        return { Listeners: [describe(record)] };
      },
    }),

    DescribeListeners: operation<DescribeListenersCommandInput, DescribeListenersCommandOutput>({
      accepts: ["LoadBalancerArn", "ListenerArns", "Marker", "PageSize"],
      run({ LoadBalancerArn, ListenerArns, Marker, PageSize }) {
        if ((LoadBalancerArn === undefined) === (ListenerArns === undefined)) {
          throw validationError("You must specify either listener ARNs or a load balancer ARN");
        }
        if (LoadBalancerArn !== undefined) found(tables.loadBalancers.seen(LoadBalancerArn), noLoadBalancer);
        const chosen =
          ListenerArns?.map((arn) => found(tables.listeners.seen(arn), noListener)) ??
          tables.listeners.seenValues().filter((listener) => listener.LoadBalancerArn === LoadBalancerArn);
        const { items, next } = page(chosen, Marker, PageSize, pageSize);
        return { Listeners: items.map(describe), NextMarker: next };
      },
    }),

    ModifyListener: operation<ModifyListenerCommandInput, ModifyListenerCommandOutput>({
      accepts: [
        "ListenerArn",
        "Port",
        "Protocol",
        "SslPolicy",
        "Certificates",
        "DefaultActions",
        "MutualAuthentication",
      ],
      needs: ({ ListenerArn }) => needOn(tables, "ModifyListener", [ListenerArn]),
      async run(input) {
        const arn = required(input.ListenerArn, "listenerArn");
        const before = found(tables.listeners.get(arn), noListener);
        const loadBalancer = found(tables.loadBalancers.get(before.LoadBalancerArn), noLoadBalancer);
        const Protocol = checkProtocol(input.Protocol ?? before.Protocol);
        checkMutualAuthentication(input.MutualAuthentication);
        const Port = within(input.Port ?? before.Port, "port", 1, 65_535);
        checkPort(before.LoadBalancerArn, Port, arn);
        const record: ListenerRecord = {
          ...before,
          Port,
          Protocol,
          secure: secureSettings(Protocol, input.Certificates, input.SslPolicy, before.secure),
          // Given actions replace all that there were; the old ones are checked anew, for a change of protocol.
          DefaultActions:
            input.DefaultActions === undefined
              ? normaliseActions(before.DefaultActions, Protocol, [])
              : normaliseActions(input.DefaultActions, Protocol, before.DefaultActions),
        };
        checkReferences(tables, loadBalancer, record.DefaultActions);
        tables.listeners.put(arn, record);
        if (Port !== before.Port || Protocol !== before.Protocol) {
          await dataPlane.close(arn);
          try {
            await open(record);
          } catch (error) {
            tables.listeners.put(arn, before);
            await open(before);
            throw error;
          }
        }
        const attributes = initialAttributes(listenerAttributes(Protocol));
        const kept = Object.entries(tables.attributes.get(arn) ?? {}).filter(([key]) => key in attributes);
        if (Protocol !== before.Protocol) tables.attributes.put(arn, { ...attributes, ...Object.fromEntries(kept) });
        actionsChanged(elbv2, record, before.DefaultActions, record.DefaultActions);
        return { Listeners: [describe(record)] };
      },
    }),

    DeleteListener: operation<DeleteListenerCommandInput, DeleteListenerCommandOutput>({
      accepts: ["ListenerArn"],
      needs: ({ ListenerArn }) => needOn(tables, "DeleteListener", [ListenerArn]),
      async run({ ListenerArn }) {
        await closeListener(elbv2, found(tables.listeners.get(required(ListenerArn, "listenerArn")), noListener));
        return {};
      },
    }),

    DescribeListenerCertificates: operation<
      DescribeListenerCertificatesCommandInput,
      DescribeListenerCertificatesCommandOutput
    >({
      accepts: ["ListenerArn", "Marker", "PageSize"],
      run({ ListenerArn, Marker, PageSize }) {
        const { secure } = found(tables.listeners.seen(required(ListenerArn, "listenerArn")), noListener);
        if (secure === undefined) throw invalidConfiguration("Certificates are supported only on HTTPS listeners");
        const all = [{ CertificateArn: secure.CertificateArn, IsDefault: true }];
        const { items, next } = page(all, Marker, PageSize, pageSize);
        return { Certificates: items, NextMarker: next };
      },
    }),
  };
};
