import { DescribeImagesCommand, type EC2Client } from "@aws-sdk/client-ec2";
import { imageInWords } from "../deployment/image.ts";
import type { Release } from "../deployment/request.ts";
import { InvalidInput } from "../errors.ts";

/** The image's architecture, as far as it is known. Throws `InvalidInput` unless the image exists, may be launched here and is available. */
export const requireImage = async (
  client: EC2Client,
  { imageId, imageFrom }: Pick<Release, "imageId" | "imageFrom">,
): Promise<string | undefined> => {
  const { state, architecture } = await imageOf(client, imageId);
  if (state !== "available")
    throw new InvalidInput(
      `The release's image ${imageId}${imageFrom === undefined ? "" : ` (by ${imageInWords(imageFrom)})`} is ${state}; expected an available AMI of this account and region. Correct release.${imageFrom === undefined ? "imageId" : "image"}.`,
    );
  return architecture;
};

const imageOf = async (client: EC2Client, imageId: string) => {
  try {
    const { Images } = await client.send(new DescribeImagesCommand({ ImageIds: [imageId] }));
    return { state: Images?.[0]?.State ?? "not found", architecture: Images?.[0]?.Architecture };
  } catch (error) {
    if (error instanceof Error && /^InvalidAMIID\./.test(error.name)) return { state: `not found (${error.name})` };
    throw error;
  }
};
