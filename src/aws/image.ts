import { DescribeImagesCommand, type EC2Client } from "@aws-sdk/client-ec2";
import { InvalidInput } from "../errors.ts";

/** Throws `InvalidInput` unless the image exists, may be launched here and is available. */
export const requireImage = async (client: EC2Client, imageId: string): Promise<void> => {
  const state = await imageState(client, imageId);
  if (state !== "available")
    throw new InvalidInput(
      `The release's image ${imageId} is ${state}; expected an available AMI of this account and region. Correct release.imageId.`,
    );
};

const imageState = async (client: EC2Client, imageId: string): Promise<string> => {
  try {
    const { Images } = await client.send(new DescribeImagesCommand({ ImageIds: [imageId] }));
    return Images?.[0]?.State ?? "not found";
  } catch (error) {
    if (error instanceof Error && /^InvalidAMIID\./.test(error.name)) return `not found (${error.name})`;
    throw error;
  }
};
