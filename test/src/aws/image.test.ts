import type { EC2Client } from "@aws-sdk/client-ec2";
import { expect, it } from "vitest";
import { requireImage } from "../../../src/aws/image.ts";
import { awsError, fakeClient } from "../resources/fake-client.ts";

const answering = (images: () => unknown) => fakeClient<EC2Client>({ DescribeImages: images }).client;

it("an image that is available is accepted, and its architecture told", async () => {
  const client = answering(() => ({ Images: [{ ImageId: "ami-1", State: "available", Architecture: "arm64" }] }));
  await expect(requireImage(client, { imageId: "ami-1" })).resolves.toBe("arm64");
});

it.each([
  ["pending", () => ({ Images: [{ ImageId: "ami-1", State: "pending" }] })],
  ["not found", () => ({ Images: [] })],
  [
    "not found (InvalidAMIID.Unavailable)",
    () => {
      throw awsError("InvalidAMIID.Unavailable");
    },
  ],
])("an image that is %s is refused", async (state, images) => {
  await expect(requireImage(answering(images), { imageId: "ami-1" })).rejects.toThrow(
    expect.objectContaining({
      name: "InvalidInput",
      message: `The release's image ami-1 is ${state}; expected an available AMI of this account and region. Correct release.imageId.`,
    }),
  );
});

it("another error of EC2 is not mistaken for a missing image", async () => {
  const client = answering(() => {
    throw awsError("UnauthorizedOperation");
  });
  await expect(requireImage(client, { imageId: "ami-1" })).rejects.toThrow(
    expect.objectContaining({ name: "UnauthorizedOperation" }),
  );
});
