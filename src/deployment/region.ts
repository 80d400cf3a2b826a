/** AWS's regions and partitions, as far as names tell. */

/** Such as `eu-west-1`, `us-gov-west-1`, `us-isob-east-1`, `eusc-de-east-1`: the shapes of AWS's SDK (`regionRegex` of its partitions), in one. */
export const regionPattern = /^[a-z]{2,}(-[a-z]+)+-\d+$/;

/** What the regions' names begin with, of every partition but `aws`: as in the SDK's own list, which a test compares. */
const partitions: readonly (readonly [begins: string, partition: string])[] = [
  ["cn-", "aws-cn"],
  ["us-gov-", "aws-us-gov"],
  ["us-iso-", "aws-iso"],
  ["us-isob-", "aws-iso-b"],
  ["eu-isoe-", "aws-iso-e"],
  ["us-isof-", "aws-iso-f"],
  ["eusc-", "aws-eusc"],
];

/** The partition that a region is of: what ARNs there begin with after `arn:`. */
export const partitionOf = (region: string): string =>
  partitions.find(([begins]) => region.startsWith(begins))?.[1] ?? "aws";
