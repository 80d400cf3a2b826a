import type {
  ModifyListenerCommandInput,
  ModifyListenerCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { operation } from "../../../world/service.ts";
import { normaliseActions } from "../actions.ts";
import { initialAttributes, listenerAttributes } from "../attributes.ts";
import type { Elbv2Context } from "../context.ts";
import { found, noListener, noLoadBalancer } from "../errors.ts";
import { foundKnown } from "../known.ts";
import {
  alpnPolicy,
  checkMutualAuthentication,
  checkPortIsFree,
  listenerProtocol,
  secureSettings,
} from "../listener-settings.ts";
import { openListener } from "../listener-sockets.ts";
import { needOn } from "../needs.ts";
import { actionsChanged, checkReferences } from "../references.ts";
import { shownListener } from "../shown-listener.ts";
import type { ListenerRecord, Tables } from "../tables.ts";

/**
 * Changes what is named; actions that are given replace all that there were. Requests go by the new actions when the call ends.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ModifyListener.html
 */
export const modifyListener = (context: Elbv2Context) =>
  operation<ModifyListenerCommandInput, ModifyListenerCommandOutput>({
    accepts: [
      "ListenerArn",
      "Port",
      "Protocol",
      "SslPolicy",
      "Certificates",
      "DefaultActions",
      "MutualAuthentication",
      "AlpnPolicy",
    ],
    needs: ({ ListenerArn }) => needOn(context, "ModifyListener", [ListenerArn]),
    async run(input) {
      const { tables } = context;
      const { ListenerArn: arn = "" } = input;
      const before = foundKnown(context, tables.listeners, arn, noListener);
      const loadBalancer = found(tables.loadBalancers.get(before.LoadBalancerArn), noLoadBalancer);
      const after = changed(tables, loadBalancer.Type, before, input);
      checkReferences(context, loadBalancer, after.Protocol, after.DefaultActions);
      tables.listeners.put(arn, after);
      if (after.Port !== before.Port || after.Protocol !== before.Protocol) await move(context, before, after);
      if (after.Protocol !== before.Protocol) keepAttributes(tables, after);
      actionsChanged(context, after, before.DefaultActions, after.DefaultActions);
      return { Listeners: [shownListener(after)] };
    },
  });

const changed = (
  tables: Tables,
  type: string,
  before: ListenerRecord,
  input: ModifyListenerCommandInput,
): ListenerRecord => {
  const Protocol = listenerProtocol(type, input.Protocol ?? before.Protocol);
  checkMutualAuthentication(input.MutualAuthentication);
  const Port = input.Port ?? before.Port;
  checkPortIsFree(tables, before.LoadBalancerArn, Port, before.ListenerArn);
  const { certificates, AlpnPolicy, ...kept } = before;
  return {
    ...kept,
    ...alpnPolicy(Protocol, input.AlpnPolicy, AlpnPolicy),
    ...((Protocol === "HTTPS" || Protocol === "TLS") && certificates !== undefined ? { certificates } : {}),
    Port,
    Protocol,
    secure: secureSettings(Protocol, input.Certificates, input.SslPolicy, before.secure),
    // Given actions replace all that there were; the old ones are checked anew, for a change of protocol.
    DefaultActions:
      input.DefaultActions === undefined
        ? normaliseActions(before.DefaultActions, Protocol, [])
        : normaliseActions(input.DefaultActions, Protocol, before.DefaultActions),
  };
};

/** To another port or protocol, or back if that cannot be had. */
const move = async (context: Elbv2Context, before: ListenerRecord, after: ListenerRecord): Promise<void> => {
  await context.dataPlane.close(after.ListenerArn);
  try {
    await openListener(context, after);
  } catch (error) {
    context.tables.listeners.put(before.ListenerArn, before);
    await openListener(context, before);
    throw error;
  }
};

/** A listener of another protocol keeps of its attributes those that its new protocol has too. */
const keepAttributes = ({ attributes }: Tables, { ListenerArn, Protocol }: ListenerRecord): void => {
  const initial = initialAttributes(listenerAttributes(Protocol));
  const kept = Object.entries(attributes.get(ListenerArn) ?? {}).filter(([key]) => key in initial);
  attributes.put(ListenerArn, { ...initial, ...Object.fromEntries(kept) });
};
