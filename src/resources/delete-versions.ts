import { DeleteLaunchTemplateVersionsCommand, type EC2Client } from "@aws-sdk/client-ec2";

/** "You can delete up to 200 launch template versions in a single request" (DeleteLaunchTemplateVersions). */
const mostAtOnce = 200;

/**
 * Deletes versions of a launch template by number, up to as many as one call takes; answers the numbers of those that went. It is no change
 * of a deployment, and in no journal: whoever asks has made sure that nothing which could be undone needs them.
 */
export const deleteVersions = async (
  ec2: EC2Client,
  LaunchTemplateId: string,
  numbers: readonly number[],
): Promise<readonly number[]> => {
  if (numbers.length === 0) return [];
  const Versions = numbers.slice(0, mostAtOnce).map(String);
  const answer = await ec2.send(new DeleteLaunchTemplateVersionsCommand({ LaunchTemplateId, Versions }));
  // EC2 answers 200 whatever it did not delete, and names that apart.
  return (answer.SuccessfullyDeletedLaunchTemplateVersions ?? []).flatMap(({ VersionNumber }) => VersionNumber ?? []);
};
