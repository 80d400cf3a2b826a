import type { AssumeRoleCommandInput, AssumeRoleCommandOutput } from "@aws-sdk/client-sts";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { StsContext } from "../context.ts";
import { userIdOf } from "../user-id.ts";

const refuseUnless = (valid: boolean, name: string, value: unknown) => {
  if (!valid)
    throw new AwsError(
      "ValidationError",
      `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint`,
    );
};

/**
 * Credentials under a role, if its trust policy lets the caller; they end when their time is over.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export const assumeRole = ({ surroundings: { clock }, identity }: StsContext) =>
  operation<AssumeRoleCommandInput, AssumeRoleCommandOutput>({
    accepts: ["RoleArn", "RoleSessionName", "DurationSeconds"],
    needs: ({ RoleArn }) => [{ action: "sts:AssumeRole", resource: String(RoleArn) }],
    run({ RoleArn = "", RoleSessionName = "", DurationSeconds = 3600 }, { principal }) {
      refuseUnless(/^[\w+=,.@-]{2,64}$/.test(RoleSessionName), "roleSessionName", RoleSessionName);
      refuseUnless(DurationSeconds >= 900 && DurationSeconds <= 43200, "durationSeconds", DurationSeconds);
      if (!identity.trustsPrincipal(RoleArn, principal.arn))
        throw new AwsError(
          "AccessDeniedException",
          `User: ${principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
          { status: 403 },
        );
      const credentials = identity.issue({ roleArn: RoleArn, sessionName: RoleSessionName });
      clock.after(DurationSeconds * 1000, () => identity.revoke(credentials.accessKeyId));
      const { arn } = identity.principalOf(credentials.accessKeyId);
      return {
        Credentials: {
          AccessKeyId: credentials.accessKeyId,
          SecretAccessKey: credentials.secretAccessKey,
          SessionToken: credentials.sessionToken,
          Expiration: new Date(clock.now() + DurationSeconds * 1000),
        },
        AssumedRoleUser: { Arn: arn, AssumedRoleId: userIdOf(arn) },
      };
    },
  });
