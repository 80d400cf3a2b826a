import type {
  AssumeRoleCommandInput,
  AssumeRoleCommandOutput,
  GetCallerIdentityCommandInput,
  GetCallerIdentityCommandOutput,
} from "@aws-sdk/client-sts";
import type { Identity } from "../../identity/identity.ts";
import { AwsError } from "../../world/aws-error.ts";
import { operation, type Service, type Surroundings } from "../../world/service.ts";

/** The Security Token Service: who am I, and credentials under a role. */
export const createSts = ({ account, clock }: Surroundings, identity: Identity): Service => ({
  name: "sts",
  operations: {
    GetCallerIdentity: operation<GetCallerIdentityCommandInput, GetCallerIdentityCommandOutput>({
      accepts: [],
      // AWS: "No permissions are required to perform this operation."
      needs: () => [],
      run: (_, { principal }) => ({
        Account: account,
        Arn: principal.arn,
        UserId: userIdOf(principal.arn),
      }),
    }),

    AssumeRole: operation<AssumeRoleCommandInput, AssumeRoleCommandOutput>({
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
    }),
  },
  state: () => ({}),
});

/** AWS's unique ids say nothing; these name the user, or the role and its session. */
const userIdOf = (arn: string) => {
  const [, name = "", session] = arn.split("/");
  return session === undefined ? `AIDA${name.toUpperCase()}` : `AROA${name.toUpperCase()}:${session}`;
};

const refuseUnless = (valid: boolean, name: string, value: unknown) => {
  if (!valid)
    throw new AwsError(
      "ValidationError",
      `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint`,
    );
};
