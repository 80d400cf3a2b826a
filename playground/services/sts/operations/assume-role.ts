import type { AssumeRoleCommandInput, AssumeRoleCommandOutput } from "@aws-sdk/client-sts";
import { userIdOf } from "../../../identity/user-id.ts";
import { AwsError } from "../../../world/aws-error.ts";
import { type Need, operation } from "../../../world/service.ts";
import type { StsContext } from "../context.ts";
import { sessionTags } from "../session-tags.ts";

/** An ARN as far as STS reads it before it looks for the role: six elements, and a partition and a service. (LocalStack's recordings.) */
const isArn = (text: string): boolean => /^arn:[^:]+:[^:]+(:[^:]*){3}/.test(text);

/**
 * What the caller must be allowed to do, by its own policies and by the role's trust. AWS: "You must have the sts:TagSession permission
 * to pass session tags."
 */
const needsOf = ({ RoleArn, RoleSessionName, Tags = [], ExternalId }: AssumeRoleCommandInput): readonly Need[] => {
  const request = {
    resource: String(RoleArn),
    requestTags: Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value])),
    context: {
      "sts:rolesessionname": RoleSessionName ?? "",
      ...(ExternalId === undefined ? {} : { "sts:externalid": ExternalId }),
    },
  };
  const actions = ["sts:AssumeRole", ...(Tags.length === 0 ? [] : ["sts:TagSession"])];
  return actions.map((action) => ({ action, ...request }));
};

/**
 * Credentials under a role, if its trust policy lets the caller; they end when their time is over.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export const assumeRole = ({ surroundings: { clock }, identity }: StsContext) =>
  operation<AssumeRoleCommandInput, AssumeRoleCommandOutput>({
    accepts: ["RoleArn", "RoleSessionName", "DurationSeconds", "Tags", "TransitiveTagKeys", "ExternalId"],
    needs: needsOf,
    run(input, { principal }) {
      const { RoleArn = "", RoleSessionName = "", DurationSeconds = 3600 } = input;
      if (!isArn(RoleArn)) throw new AwsError("ValidationError", `${RoleArn} is invalid`);
      const session = sessionTags(input, principal);
      const untrusted = needsOf(input).find((need) => !identity.trustsPrincipal(principal, need));
      if (untrusted !== undefined)
        throw new AwsError(
          "AccessDeniedException",
          `User: ${principal.arn} is not authorized to perform: ${untrusted.action} on resource: ${RoleArn}`,
          { status: 403 },
        );
      const credentials = identity.issue({ roleArn: RoleArn, sessionName: RoleSessionName, ...session });
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
