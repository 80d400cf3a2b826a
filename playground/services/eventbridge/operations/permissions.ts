import type {
  PutPermissionCommandInput,
  PutPermissionCommandOutput,
  RemovePermissionCommandInput,
  RemovePermissionCommandOutput,
} from "@aws-sdk/client-eventbridge";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import { type BusStatement, busStatements } from "../bus-policy.ts";
import type { EventBridgeContext } from "../context.ts";
import { taggedNeed } from "../needs.ts";

const statementsOf = ({ policy }: EventBridgeContext) => (policy === undefined ? [] : busStatements(policy));

const keep = (events: EventBridgeContext, statements: readonly BusStatement[]): void => {
  events.policy =
    statements.length === 0 ? undefined : JSON.stringify({ Version: "2012-10-17", Statement: statements });
};

/**
 * The whole policy, or one more statement of it.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html
 */
export const putPermission = (events: EventBridgeContext) =>
  operation<PutPermissionCommandInput, PutPermissionCommandOutput>({
    accepts: ["EventBusName", "Policy", "StatementId", "Principal", "Action"],
    needs: () => [taggedNeed(events, "PutPermission", events.bus.arn)],
    run({ EventBusName, Policy, StatementId, Principal, Action }) {
      events.bus.check(EventBusName);
      if (Policy !== undefined) {
        if ([StatementId, Principal, Action].some((given) => given !== undefined))
          throw new AwsError(
            "ValidationException",
            "Policy cannot be specified with StatementId, Action or Principal.",
          );
        busStatements(Policy);
        events.policy = Policy;
        return {};
      }
      if (StatementId === undefined || Principal === undefined || Action === undefined)
        throw new AwsError("ValidationException", "StatementId, Action and Principal must be specified.");
      const statement: BusStatement = {
        Sid: StatementId,
        Effect: "Allow",
        Principal: Principal === "*" ? "*" : { AWS: `arn:aws:iam::${Principal}:root` },
        Action,
        Resource: events.bus.arn,
      };
      keep(events, [...statementsOf(events).filter(({ Sid }) => Sid !== StatementId), statement]);
      return {};
    },
  });

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RemovePermission.html */
export const removeBusPermission = (events: EventBridgeContext) =>
  operation<RemovePermissionCommandInput, RemovePermissionCommandOutput>({
    accepts: ["EventBusName", "StatementId", "RemoveAllPermissions"],
    needs: () => [taggedNeed(events, "RemovePermission", events.bus.arn)],
    run({ EventBusName, StatementId, RemoveAllPermissions }) {
      events.bus.check(EventBusName);
      const left = statementsOf(events).filter(({ Sid }) => Sid !== StatementId);
      if (RemoveAllPermissions !== true && left.length === statementsOf(events).length)
        throw new AwsError("ResourceNotFoundException", `Statement ${StatementId} does not exist.`);
      keep(events, RemoveAllPermissions === true ? [] : left);
      return {};
    },
  });
