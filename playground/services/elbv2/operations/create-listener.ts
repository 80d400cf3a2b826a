import type {
  CreateListenerCommandInput,
  CreateListenerCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../../world/aws-error.ts";
import { quotaOf } from "../../../world/quotas.ts";
import { hex } from "../../../world/random.ts";
import { operation } from "../../../world/service.ts";
import { validationError } from "../../constraints.ts";
import { normaliseActions } from "../actions.ts";
import { initialAttributes, listenerAttributes } from "../attributes.ts";
import { arnPrefix, type Elbv2Context } from "../context.ts";
import { noLoadBalancer } from "../errors.ts";
import { foundKnown } from "../known.ts";
import {
  alpnPolicy,
  checkMutualAuthentication,
  checkPortIsFree,
  listenerProtocol,
  secureSettings,
} from "../listener-settings.ts";
import { closeListener, openListener } from "../listener-sockets.ts";
import { needToCreate } from "../needs.ts";
import { actionsChanged, checkReferences } from "../references.ts";
import { readTags } from "../request-tags.ts";
import { sameSettings } from "../same-settings.ts";
import { shownListener } from "../shown-listener.ts";
import { type ListenerRecord, type LoadBalancerRecord, listenersOf, type Pairs, type Tables } from "../tables.ts";

type Wanted = Omit<ListenerRecord, "ListenerArn" | "DefaultRuleArn">;

/**
 * A listener on that port with those settings: the one that there is, or a new one, which takes connections when the call ends.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html
 */
export const createListener = (context: Elbv2Context) =>
  operation<CreateListenerCommandInput, CreateListenerCommandOutput>({
    accepts: [
      "LoadBalancerArn",
      "Protocol",
      "Port",
      "SslPolicy",
      "Certificates",
      "DefaultActions",
      "Tags",
      "MutualAuthentication",
      "AlpnPolicy",
    ],
    needs: ({ LoadBalancerArn, Tags }) => {
      const created = `${LoadBalancerArn?.replace(":loadbalancer/", ":listener/") ?? "*"}/*`;
      return needToCreate(context, "CreateListener", LoadBalancerArn ?? "*", created, Tags);
    },
    async run(input) {
      const { tables } = context;
      const { LoadBalancerArn: loadBalancerArn = "" } = input;
      const loadBalancer = foundKnown(context, tables.loadBalancers, loadBalancerArn, noLoadBalancer);
      const wanted = settings(loadBalancer, input);
      const tags = readTags(input.Tags);
      checkReferences(context, loadBalancer, wanted.Protocol, wanted.DefaultActions);
      const listener = existing(tables, wanted, tags) ?? (await added(context, wanted, tags));
      return { Listeners: [shownListener(listener)] };
    },
  });

const settings = (loadBalancer: LoadBalancerRecord, input: CreateListenerCommandInput): Wanted => {
  const Protocol = listenerProtocol(loadBalancer.Type, input.Protocol);
  if (input.Port === undefined) throw validationError("A listener port must be specified");
  checkMutualAuthentication(input.MutualAuthentication);
  return {
    LoadBalancerArn: loadBalancer.LoadBalancerArn,
    Port: input.Port,
    Protocol,
    secure: secureSettings(Protocol, input.Certificates, input.SslPolicy, undefined),
    ...alpnPolicy(Protocol, input.AlpnPolicy),
    DefaultActions: normaliseActions(input.DefaultActions ?? [], Protocol, []),
  };
};

const existing = (tables: Tables, wanted: Wanted, tags: Pairs): ListenerRecord | undefined => {
  const record = listenersOf(tables, wanted.LoadBalancerArn).find(({ Port }) => Port === wanted.Port);
  if (record === undefined) return undefined;
  const { ListenerArn, DefaultRuleArn, certificates: _, ...has } = record;
  if (!sameSettings([has, tables.tags.get(ListenerArn) ?? {}], [wanted, tags]))
    checkPortIsFree(tables, wanted.LoadBalancerArn, wanted.Port);
  return record;
};

const added = async (context: Elbv2Context, wanted: Wanted, tags: Pairs): Promise<ListenerRecord> => {
  const { surroundings, tables } = context;
  const mostListeners = quotaOf("listeners", surroundings);
  if (listenersOf(tables, wanted.LoadBalancerArn).length >= mostListeners) {
    throw new AwsError("TooManyListenersException", `The maximum number of listeners is '${mostListeners}'`);
  }
  const prefix = arnPrefix(context);
  const path = wanted.LoadBalancerArn.replace(`${prefix}loadbalancer/`, "");
  const id = hex(surroundings.random, 16);
  const arn = `${prefix}listener/${path}/${id}`;
  const DefaultRuleArn = `${prefix}listener-rule/${path}/${id}/${hex(surroundings.random, 16)}`;
  const record: ListenerRecord = { ListenerArn: arn, DefaultRuleArn, ...wanted };
  tables.listeners.put(arn, record);
  tables.attributes.put(arn, initialAttributes(listenerAttributes(wanted.Protocol)));
  tables.tags.put(arn, tags);
  try {
    await openListener(context, record);
  } catch (error) {
    await closeListener(context, record);
    throw error;
  }
  actionsChanged(context, record, [], record.DefaultActions);
  return record;
};
