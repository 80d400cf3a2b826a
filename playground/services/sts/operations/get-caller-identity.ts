import type { GetCallerIdentityCommandInput, GetCallerIdentityCommandOutput } from "@aws-sdk/client-sts";
import { userIdOf } from "../../../identity/user-id.ts";
import { operation } from "../../../world/service.ts";
import type { StsContext } from "../context.ts";

/**
 * Who the caller is, whatever he may do.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export const getCallerIdentity = ({ surroundings: { account } }: StsContext) =>
  operation<GetCallerIdentityCommandInput, GetCallerIdentityCommandOutput>({
    accepts: [],
    // AWS: "No permissions are required to perform this operation."
    needs: () => [],
    run: (_, { principal }) => ({
      Account: account,
      Arn: principal.arn,
      UserId: userIdOf(principal.arn),
    }),
  });
