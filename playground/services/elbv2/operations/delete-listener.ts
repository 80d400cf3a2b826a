import type {
  DeleteListenerCommandInput,
  DeleteListenerCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { operation } from "../../../world/service.ts";
import type { Elbv2Context } from "../context.ts";
import { noListener } from "../errors.ts";
import { foundKnown } from "../known.ts";
import { closeListener } from "../listener-sockets.ts";
import { needOn } from "../needs.ts";

/**
 * Takes a listener away with its rules; its port is free when the call ends.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteListener.html
 */
export const deleteListener = (context: Elbv2Context) =>
  operation<DeleteListenerCommandInput, DeleteListenerCommandOutput>({
    accepts: ["ListenerArn"],
    needs: ({ ListenerArn }) => needOn(context, "DeleteListener", [ListenerArn]),
    async run({ ListenerArn = "" }) {
      await closeListener(context, foundKnown(context, context.tables.listeners, ListenerArn, noListener));
      return {};
    },
  });
