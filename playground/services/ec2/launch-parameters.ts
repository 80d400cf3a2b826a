import { gunzipSync } from "node:zlib";
import type { RequestLaunchTemplateData } from "@aws-sdk/client-ec2";
import { AwsError } from "../../world/aws-error.ts";
import type { Tags } from "./resources.ts";
import { requestedTags } from "./tagging.ts";

/** What a launch may tag beside the instance. The playground has none of these, so their tags go nowhere. */
export const launchTagTypes = ["volume", "network-interface", "spot-instances-request"] as const;

/**
 * `over` on top of `base`. AWS: "The new version inherits the same launch parameters as the source version, except for
 * parameters that you specify"; a parameter is replaced whole, lists included.
 */
export const merged = (
  base: RequestLaunchTemplateData,
  over: RequestLaunchTemplateData,
): RequestLaunchTemplateData => ({
  ...base,
  ...Object.fromEntries(Object.entries(over).filter(([, value]) => value !== undefined)),
});

/** The tags that an instance launched with these parameters gets from them. */
export const instanceTags = ({ TagSpecifications }: RequestLaunchTemplateData): Tags =>
  requestedTags(TagSpecifications, "instance", launchTagTypes);

/** The security groups that the parameters name, of the instance or of its first network interface. */
export const securityGroupIds = ({
  SecurityGroupIds,
  NetworkInterfaces,
}: RequestLaunchTemplateData): readonly string[] => SecurityGroupIds ?? NetworkInterfaces?.[0]?.Groups ?? [];

/** Refuses user data that is not base64, or longer than 16 KB "in raw form, before it is base64-encoded". */
export const checkUserData = (userData: string | undefined): void => {
  if (userData === undefined) return;
  if (!/^(?:[A-Za-z0-9+/\s]*={0,2}\s*)$/.test(userData))
    throw new AwsError("InvalidUserData.Malformed", "Invalid BASE64 encoding of user data.");
  if (Buffer.from(userData, "base64").length > 16_384)
    throw new AwsError("InvalidUserData.Malformed", "User data is limited to 16384 bytes");
};

/** User data as the instance reads it. It may be compressed: cloud-init unpacks gzip. */
export const decodedUserData = (userData: string | undefined): string => {
  const bytes = Buffer.from(userData ?? "", "base64");
  const gzipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return (gzipped ? gunzipSync(bytes) : bytes).toString();
};
